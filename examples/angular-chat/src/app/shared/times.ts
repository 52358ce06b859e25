import type { EpochMs } from 'connectycube-rx'

const day = 86_400_000

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

export const startOfDay = (at: EpochMs): EpochMs => new Date(at).setHours(0, 0, 0, 0)

const daysAgo = (at: EpochMs, now: EpochMs): number => Math.round((startOfDay(now) - startOfDay(at)) / day)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const clockTime = (at: EpochMs): string => clock.format(at)

/** As short as a list wants it: the time of today, the day of this week, else the date. */
export const shortTime = (at: EpochMs, now: EpochMs): string => {
  const ago = daysAgo(at, now)
  if (ago <= 0) return clock.format(at)
  return ago < 7 ? weekday.format(at).slice(0, 3) : date.format(at)
}

export const dayName = (at: EpochMs, now: EpochMs): string => {
  const ago = daysAgo(at, now)
  if (ago < 2) return capital(relative.format(-ago, 'day'))
  return ago < 7 ? weekday.format(at) : longDate.format(at)
}

export const since = (seconds: number): string => {
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour')
  return relative.format(-Math.floor(seconds / 86_400), 'day')
}

export const fileSize = (bytes: number): string =>
  bytes < 1_000_000 ? `${String(Math.max(1, Math.round(bytes / 1000)))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
