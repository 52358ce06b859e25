import { catchError, defer, of, Subject, tap, type Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Order } from './arrange.js'
import type { CatchUpSource, Missed } from './catch-up-source.js'
import { gapKey, type Gap, type OpenGap } from './gap.js'

/** That there is a gap, and later that there is none any more. */
export interface GapChange extends Gap {
  readonly open: boolean
}

/** The open gaps of the user who is online, oldest first. */
export interface Gaps {
  readonly gap$: Observable<GapChange>
  readonly list: () => readonly OpenGap[]
  readonly add: (gap: OpenGap) => void
  /** Cold: what is read at once towards closing a gap, from where that is open. Never errors; what can be tried again stays open. */
  readonly fill: (gap: OpenGap) => Observable<unknown>
  /** Whether everything is in. Tells what is not; what nobody wants is told and forgotten. */
  readonly settle: () => boolean
  readonly clear: () => void
  readonly complete: () => void
}

/** `wanted`: whether anybody listens to messages; nothing is fetched, and nothing held back, for nobody. */
export const createGaps = <T>(
  source: () => CatchUpSource<T>,
  wanted: () => boolean,
  order: (order: Order<T>) => void,
): Gaps => {
  const open = new Map<string, OpenGap>()
  const told = new Set<string>()
  const gap$ = new Subject<GapChange>()
  let incomplete = false

  const tell = ({ dialog, since }: Gap, isOpen: boolean): void => gap$.next({ dialog, since, open: isOpen })
  const tellOnce = (gap: Gap): void => {
    if (!told.has(gapKey(gap))) tell(gap, true)
    told.add(gapKey(gap))
  }
  /** Nothing more is done for it; whether it was told. */
  const end = (gap: Gap): boolean => {
    const key = gapKey(gap)
    open.delete(key)
    order({ type: 'release', key })
    return told.delete(key)
  }
  const giveUp = (gap: Gap): void => {
    incomplete = true
    tellOnce(gap)
    end(gap)
  }
  const add = (gap: OpenGap): void => {
    const key = gapKey(gap)
    // One that is open already began earlier.
    if (!open.has(key)) open.set(key, gap)
    if (gap.dialog !== null && wanted()) order({ type: 'hold', key })
  }
  const take = (gap: OpenGap, { dialogs, messages, left, hasMore }: Missed<T>): void => {
    for (const dialog of dialogs) add({ dialog, since: gap.since, skip: 0 })
    order({ type: 'feed', values: messages })
    if (hasMore) open.set(gapKey(gap), left)
    else if (end(gap)) tell(gap, false)
  }
  return {
    gap$: gap$.asObservable(),
    list: () => [...open.values()],
    add,
    fill: (gap) =>
      defer(() => source().read(open.get(gapKey(gap)) ?? gap)).pipe(
        tap((page) => take(gap, page)),
        catchError((error: unknown) => {
          if (!isChatError(error) || !error.retryable) giveUp(gap)
          return of(null)
        }),
      ),
    settle: () => {
      const left = [...open.values()]
      left.forEach(wanted() ? tellOnce : giveUp)
      const whole = left.length === 0 && !incomplete
      incomplete = false
      return whole
    },
    clear: () => [...open.values()].forEach(end),
    complete: () => gap$.complete(),
  }
}
