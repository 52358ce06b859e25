import type { Stanza } from '../model/stanza.js'

/**
 * Stream management as a pure reducer (XEP-0198): what was written and not yet acknowledged, what was read, and the id
 * under which the server keeps its half. Survives the attempt; a later one resumes with it.
 */
export interface StreamManagement {
  /** The server's id of a session that may be resumed. */
  readonly id: string | null
  /** Stanzas read since `<enabled/>`, modulo 2^32. */
  readonly read: number
  /** The last `h` the server told. */
  readonly acknowledged: number
  /** Written since `<enable/>` and not acknowledged, oldest first. */
  readonly unacknowledged: readonly Stanza[]
  /** Whether reads are counted: from `<enabled/>` on. */
  readonly enabled: boolean
  /** Whether the server counts writes: from `<enable/>` on. */
  readonly counting: boolean
}

const modulus = 2 ** 32

export const noStreamManagement: StreamManagement = {
  id: null,
  read: 0,
  acknowledged: 0,
  unacknowledged: [],
  enabled: false,
  counting: false,
}

/** `<enable/>` was written: writes count from here on. */
export const enabling = (): StreamManagement => ({ ...noStreamManagement, counting: true })

/** `<enabled/>` was read: reads count from here on, and the session may be resumed when it has an id. */
export const enabled = (state: StreamManagement, id: string | undefined, resume: boolean): StreamManagement => ({
  ...state,
  enabled: true,
  id: resume && id !== undefined ? id : null,
})

/** Each by its name, as every stanza passes here: V8 copies a copy of a copy slowly. */
const moved = (
  { id, acknowledged, enabled: isEnabled, counting }: StreamManagement,
  count: number,
  unacknowledged: readonly Stanza[],
): StreamManagement => ({ id, read: count, acknowledged, unacknowledged, enabled: isEnabled, counting })

/** Without stream management writes are kept all the same: a ping then stands in for the request. */
export const wrote = (state: StreamManagement, stanza: Stanza): StreamManagement =>
  moved(state, state.read, [...state.unacknowledged, stanza])

export const read = (state: StreamManagement): StreamManagement =>
  state.enabled ? moved(state, (state.read + 1) % modulus, state.unacknowledged) : state

export interface Acknowledged {
  readonly state: StreamManagement
  readonly stanzas: readonly Stanza[]
}

/** `h` stanzas were handled in all; `null` when that is more than were written: the server is out of step. */
export const acknowledge = (state: StreamManagement, h: number): Acknowledged | null => {
  const count = (h - state.acknowledged + modulus) % modulus
  if (count > state.unacknowledged.length) return null
  return {
    state: { ...state, acknowledged: h, unacknowledged: state.unacknowledged.slice(count) },
    stanzas: state.unacknowledged.slice(0, count),
  }
}

/** The server may keep its half, but it is not to be resumed: the next attempt binds anew. */
export const forget = (state: StreamManagement): StreamManagement => ({ ...state, id: null })

/** The server refused `<enable/>`: what was written stays, and is confirmed by pings. */
export const refused = (state: StreamManagement): StreamManagement => ({
  ...state,
  counting: false,
  enabled: false,
  id: null,
})
