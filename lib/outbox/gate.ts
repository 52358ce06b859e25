import { Subject, type Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { Link } from '../stream/stream-event.js'
import type { Entries } from './entries.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry } from './outbox-reducer.js'

/** Where entries of one user can be written. */
export interface Way {
  readonly link: Link
  readonly userId: UserId
}

/** The way out: known since a link came up, open when that was set up. */
export interface Gate {
  /** The way over the link that is up, if one is. */
  readonly way: () => Way | null
  readonly isOpen: () => boolean
  readonly up: (way: Way) => void
  readonly open: () => void
  readonly down: () => void
  /** Writes what may be written, in order. */
  readonly flush: () => void
  /** Entries whose turn came that are no stanzas to be written. */
  readonly call$: Observable<OutboxEntry>
}

/** More unacknowledged messages than this at once were measured to make a server destroy the session. */
const window = 20

/** `refill` takes in up to so many entries more when none is left to be written; whether it had any. */
export const createGate = (
  { all, inFlight, replace, tell }: Entries,
  refill: (userId: UserId, room: number) => boolean,
): Gate => {
  let way: Way | null = null
  let isOpen = false
  let flushing = false
  const call$ = new Subject<OutboxEntry>()

  const write = ({ link, userId }: Way): boolean => {
    const room = window - inFlight(userId)
    if (room <= 0) return false
    const entries = reducer.releasable(all(), userId, room)
    if (entries.length === 0) return refill(userId, room)
    replace(entries.map(reducer.released))
    for (const { id } of entries) tell({ id, type: 'sending' })
    // Also when that ended the link: its session keeps the stanza for the next one.
    for (const entry of entries) {
      if (entry.call) call$.next(entry)
      else link.write(entry.stanza)
    }
    return true
  }
  const flush = (): void => {
    // Whoever is told may hand over the next message at once: it must not overtake those about to be written.
    if (flushing) return
    flushing = true
    try {
      while (isOpen && way !== null && write(way));
    } finally {
      flushing = false
    }
  }
  return {
    way: () => way,
    isOpen: () => isOpen,
    up: (next) => {
      way = next
    },
    open: () => {
      isOpen = true
      flush()
    },
    down: () => {
      way = null
      isOpen = false
    },
    flush,
    call$: call$.asObservable(),
  }
}
