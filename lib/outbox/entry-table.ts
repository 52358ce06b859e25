import { distinctUntilChanged, map, startWith, Subject, type Observable } from 'rxjs'
import type { EpochMs, UserId } from '../model/ids.js'
import { emptyOutbox, type OutboxEntry, type OutboxState } from './outbox-reducer.js'

/** The entries in memory, in order and by id: each is taken in, written and settled without a look at the thousands around it. */
export interface EntryTable {
  /** What is rare changes all at once, by a reducer. */
  readonly state: { readonly get: () => OutboxState; readonly set: (state: OutboxState) => void }
  /** Replays the state; completes at the end of the outbox. */
  readonly pending$: Observable<OutboxState>
  /** As `state.get()`, without a copy. */
  readonly all: () => Iterable<OutboxEntry>
  readonly find: (id: string | undefined) => OutboxEntry | undefined
  readonly inFlight: (userId: UserId) => number
  /** `now`, or the time of the latest that is on its way if that is later. */
  readonly timeFrom: (now: EpochMs) => EpochMs
  /** In their places, by their times; one that is on its way already stays as it is. */
  readonly add: (entries: OutboxState) => void
  /** In place of those with the same ids. */
  readonly replace: (entries: OutboxState) => void
  readonly remove: (entries: OutboxState) => void
  /** Nothing comes in any more. */
  readonly complete: () => void
}

/** How many are in flight, by user. */
const createFlights = () => {
  const counts = new Map<UserId, number>()
  const of = (userId: UserId): number => counts.get(userId) ?? 0
  const count = (entry: OutboxEntry | undefined, by: number): void => {
    if (entry?.written === true) counts.set(entry.userId, of(entry.userId) + by)
  }
  return { of, count }
}

export const createEntryTable = (): EntryTable => {
  const entries = new Map<string, OutboxEntry>()
  const flights = createFlights()
  const changed$ = new Subject<null>()
  let copy: OutboxState | undefined = emptyOutbox
  let latest = 0
  let open = true
  const put = (entry: OutboxEntry): void => {
    flights.count(entries.get(entry.id), -1)
    entries.set(entry.id, entry)
    flights.count(entry, 1)
  }
  const drop = ({ id }: Pick<OutboxEntry, 'id'>): void => {
    flights.count(entries.get(id), -1)
    entries.delete(id)
  }
  const tell = (): void => {
    copy = undefined
    changed$.next(null)
  }
  const get = (): OutboxState => (copy ??= [...entries.values()])
  const set = (state: OutboxState): void => {
    if (state === copy) return
    ;[...entries.values()].forEach(drop)
    state.forEach(put)
    tell()
  }
  return {
    state: { get, set },
    // Made when somebody listens; who is told of a change and makes another is told that before others are told either.
    pending$: changed$.pipe(startWith(null), map(get), distinctUntilChanged()),
    all: () => entries.values(),
    find: (id) => (id === undefined ? undefined : entries.get(id)),
    inFlight: flights.of,
    timeFrom: (now) => (entries.size === 0 ? now : Math.max(now, latest)),
    add: (added) => {
      const fresh = open ? added.filter(({ id }) => !entries.has(id)) : []
      if (fresh.length === 0) return
      if (entries.size === 0) latest = 0
      const isLate = fresh.some(({ at }) => at < latest)
      for (const { at } of fresh) latest = Math.max(latest, at)
      if (isLate) set([...entries.values(), ...fresh].sort((a, b) => a.at - b.at))
      else {
        fresh.forEach(put)
        tell()
      }
    },
    replace: (changed) => {
      changed.forEach(put)
      tell()
    },
    remove: (gone) => {
      gone.forEach(drop)
      tell()
    },
    complete: () => {
      open = false
      changed$.complete()
    },
  }
}
