import type { Element } from '../xml/index.js'

const FRESH = {
  /** Stanzas of the client handled since `<enable/>`. */
  handled: 0,
  /** What the client has acknowledged. */
  acked: 0,
  /** Stanzas sent and not acknowledged, oldest first; text is what a test injected. */
  unacked: new Array<Element | string>(),
}

/** Stream management of one session (XEP-0198, protocol 3.4). All counters are modulo 2^32. */
export type StreamManagement = typeof FRESH & { readonly id: string; readonly resumable: boolean }

export const createStreamManagement = (id: string, resumable: boolean): StreamManagement => ({
  ...structuredClone(FRESH),
  id,
  resumable,
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
