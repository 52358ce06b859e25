import {
  catchError,
  combineLatest,
  debounceTime,
  defer,
  delay,
  distinct,
  distinctUntilChanged,
  EMPTY,
  endWith,
  filter,
  forkJoin,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  of,
  pairwise,
  race,
  repeat,
  share,
  take,
  takeUntil,
  tap,
  timer,
  timestamp,
  toArray,
  type Observable,
} from 'rxjs'
import { seededRandom } from '../support/seeded-random.js'
import type { Lane, Party } from './party.js'
import { tally, type Tally } from './tally.js'

export interface Plan {
  readonly seed: number
  readonly messages: number
  readonly perSecond: number
  /** Messages go to them in turn. */
  readonly lanes: readonly Lane[]
  /** ms from one reset to the next by the clock, ± 20 %, for as long as messages are being said. */
  readonly every: number
  /** Whom the resets meet, and how. */
  readonly hit: readonly { readonly party: Party; readonly cut: () => void }[]
  /** ms of silence after which nothing more is expected, once the network has healed and both are back. */
  readonly patience: number
}

export interface Outcome extends Tally {
  readonly resets: number
  /** ms from each loss of a link to the next time the SDK said it was connected. */
  readonly back: readonly number[]
  /** What an SDK could have had at best: the same count over what the server wrote to the receiver's sockets. */
  readonly wire: Tally
  /** Messages the server wrote to a socket of the receiver that never came out of the SDK. */
  readonly swallowed: number
  /** Whether the server let a resumption wait as no healthy one does. */
  readonly stalled: boolean
}

/** ms in which a copy of a message could still come. */
const aftermath = 500
/** ms after the last reset, so that all know of it. */
const notice = 500
/** ms in which both have to be back then: a stuck ejabberd takes 15 s for a resumption. */
const comeBackIn = 30_000
/** ms for all that is still on its way then, if it comes drop by drop: it does from a stuck ejabberd. */
const atMost = 60_000

const numberOf = (text: string): number => Number(text.split('#')[1])

const sayAll = (sender: Party, { seed, messages, perSecond, lanes }: Plan): Observable<number> =>
  interval(1000 / perSecond).pipe(
    take(messages),
    mergeMap((number) =>
      sender.say(lanes[number % lanes.length] ?? 'private', `${String(seed)}#${String(number)}`).pipe(
        ignoreElements(),
        endWith(number),
        catchError(() => EMPTY),
      ),
    ),
  )

const cuts = ({ seed, messages, perSecond, every, hit }: Plan): Observable<unknown> => {
  const random = seededRandom(seed)
  return defer(() => timer(every * (0.8 + 0.4 * random()))).pipe(
    tap(() => {
      for (const { cut } of hit) cut()
    }),
    repeat(),
    takeUntil(timer((messages / perSecond) * 1000)),
  )
}

/**
 * Emits when both are back on a network that has healed, or ought to be. An SDK may be dormant by then, for a minute or
 * more: both users call for the link, once.
 */
const bothBack = (sender: Party, receiver: Party, { messages, perSecond }: Plan): Observable<unknown> => {
  const healed$ = timer((messages / perSecond) * 1000 + notice).pipe(
    tap(() => {
      sender.retry()
      receiver.retry()
    }),
    share(),
  )
  const back$ = combineLatest([sender.up$, receiver.up$, healed$]).pipe(filter(([one, other]) => one && other))
  return race(back$, healed$.pipe(delay(comeBackIn))).pipe(take(1))
}

const timesBack = ({ up$ }: Party): Observable<number> =>
  up$.pipe(
    distinctUntilChanged(),
    timestamp(),
    pairwise(),
    filter(([lost, back]) => !lost.value && back.value),
    map(([lost, back]) => back.timestamp - lost.timestamp),
  )

/** Says, cuts, listens, and counts when all is settled or the patience is used up. Cold; emits once. */
export const measure = (sender: Party, receiver: Party, plan: Plan): Observable<Outcome> =>
  defer(() => {
    const heardNumber$ = receiver.heard$.pipe(map(numberOf))
    const sent$ = sayAll(sender, plan).pipe(share())
    const settled$ = forkJoin([
      sent$.pipe(ignoreElements(), endWith(null)),
      heardNumber$.pipe(distinct(), take(plan.messages), ignoreElements(), endWith(null)),
    ])
    const back$ = bothBack(sender, receiver, plan).pipe(share())
    // Listened to from the beginning: one who listens to `sent$` when it is over says all again.
    const silence$ = combineLatest([back$, merge(of(null), sent$, heardNumber$)]).pipe(debounceTime(plan.patience))
    const outOfPatience$ = race(silence$, back$.pipe(delay(atMost)))
    const over$ = race(settled$, outOfPatience$).pipe(take(1), delay(aftermath), share())
    const until = <T>(source$: Observable<T>): Observable<T[]> => source$.pipe(takeUntil(over$), toArray())
    return forkJoin([
      until(sent$),
      until(heardNumber$),
      until(receiver.wired$.pipe(map(numberOf))),
      until(receiver.gap$),
      until(merge(sender.stalled$, receiver.stalled$)),
      until(merge(...plan.hit.map(({ party }) => timesBack(party)))),
      until(cuts(plan)),
    ])
  }).pipe(
    map(([sent, received, wired, gaps, stalls, back, resets]) => {
      const { messages: said, lanes } = plan
      const heard = { said, lanes: lanes.length, sent, gapTold: gaps.length > 0 }
      return {
        ...tally({ ...heard, received }),
        wire: tally({ ...heard, received: wired }),
        swallowed: wired.filter((number) => !received.includes(number)).length,
        resets: resets.length,
        back,
        stalled: stalls.length > 0,
      }
    }),
  )
