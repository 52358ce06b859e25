import type { Element } from '../xml/element.js'

/** Stream management of one session (XEP-0198, protocol 3.4). All counters are modulo 2^32. */
export interface StreamManagement {
  readonly id: string
  readonly resumable: boolean
  /** Stanzas of the client handled since `<enable/>`. */
  handled: number
  /** What the client has acknowledged. */
  acked: number
  /** Stanzas sent and not acknowledged, oldest first; text is what a test injected. */
  unacked: (Element | string)[]
}

export const createStreamManagement = (id: string, resumable: boolean): StreamManagement => ({
  id,
  resumable,
  handled: 0,
  acked: 0,
  unacked: [],
})

export const countHandled = (sm: StreamManagement): void => {
  sm.handled = (sm.handled + 1) >>> 0
}

export const sentCount = (sm: StreamManagement): number => (sm.acked + sm.unacked.length) >>> 0

/** Takes an `h` in; false when it is above what was sent. */
export const acknowledge = (sm: StreamManagement, h: number): boolean => {
  const moved = (h - sm.acked) >>> 0
  if (moved > sm.unacked.length) return false
  sm.unacked.splice(0, moved)
  sm.acked = h
  return true
}

/** `h` as written on the wire; nothing when it is no unsigned 32 bit number. */
export const parseH = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined
  const h = Number(text)
  return h <= 0xffffffff ? h : undefined
}
