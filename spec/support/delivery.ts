import {
  concat,
  connect,
  count,
  defer,
  delayWhen,
  distinct,
  EMPTY,
  filter,
  firstValueFrom,
  forkJoin,
  interval,
  last,
  map,
  merge,
  mergeMap,
  sample,
  scan,
  skipWhile,
  take,
  timeout,
  timer,
  toArray,
  type Observable,
} from 'rxjs'
import type { DialogRef, FullChat } from '../../lib/index.js'
import { seededRandom } from './seeded-random.js'

/** One of two who talk to each other. */
export interface Talker {
  readonly chat: FullChat
  readonly userId: number
}

export interface DeliveryPlan {
  readonly messages: number
  /** ms between two messages of one side */
  readonly spacing: number
  /** How often the connection is reset: each time while it is up, at a random instant. */
  readonly cuts: number
  readonly seed: number
  readonly cut: () => void
  /** ms a link has been up at least before it is cut; default 0. */
  readonly settle?: number
  /** Whether `cut` only meets the first one's link. */
  readonly cutsOnlyFirst?: boolean
  /** ms for everything to arrive */
  readonly within: number
  /** Where they talk; default: 1-1. */
  readonly dialog?: (other: Talker) => DialogRef
}

export interface Delivered {
  /** The numbers that arrived, in the order of arrival. */
  readonly received: readonly number[]
  /** The numbers whose `send` said `sent`. */
  readonly sent: readonly number[]
}

const numbers = (bodies: readonly (string | null)[]): number[] =>
  bodies.map((body) => Number((body ?? '').split('#')[1]))

const direct = ({ userId }: Talker): DialogRef => ({ type: 'private', opponentId: userId })

const say = (from: Talker, to: Talker, plan: DeliveryPlan): Observable<readonly number[]> =>
  interval(plan.spacing).pipe(
    take(plan.messages),
    mergeMap((number) =>
      from.chat.messages
        .send((plan.dialog ?? direct)(to), { body: `${String(plan.seed)} ${String(from.userId)}#${String(number)}` })
        .pipe(
          last(),
          map(() => number),
        ),
    ),
    toArray(),
  )

const bodiesFrom = (at: Talker, from: Talker, plan: DeliveryPlan): Observable<string> =>
  at.chat.messages.received$.pipe(
    filter(({ senderId }) => senderId === from.userId),
    map(({ body }) => body ?? ''),
    filter((body) => body.startsWith(`${String(plan.seed)} `)),
  )

/** Completes when every number arrived at least once. */
const allArrive = (at: Talker, from: Talker, plan: DeliveryPlan): Observable<string> =>
  bodiesFrom(at, from, plan).pipe(distinct(), take(plan.messages), last())

/** Everything that arrives until it is over, copies included. */
const hear = (
  at: Talker,
  from: Talker,
  plan: DeliveryPlan,
  over$: Observable<unknown>,
): Observable<readonly number[]> =>
  bodiesFrom(at, from, plan).pipe(
    scan((bodies: readonly string[], body) => [...bodies, body], []),
    sample(over$),
    take(1),
    map(numbers),
  )

/** Waits until a link is lost and back; it is still `ready` for a moment after it was cut. */
const comesBack = ({ chat }: Talker): Observable<unknown> =>
  chat.connection.state$.pipe(
    skipWhile(({ type }) => type === 'ready'),
    filter(({ type }) => type === 'ready'),
    take(1),
  )

/** Each cut meets links that are up, a random while after the last one was overcome: none falls into a wait. */
const cuts = (both: readonly Talker[], plan: DeliveryPlan): Observable<number> => {
  const random = seededRandom(plan.seed)
  const hit = plan.cutsOnlyFirst === true ? both.slice(0, 1) : both
  const share = (plan.messages * plan.spacing) / (plan.cuts + 1)
  const oneCut$ = defer(() => timer((plan.settle ?? 0) + random() * share)).pipe(
    mergeMap(() => {
      const back$ = forkJoin(hit.map(comesBack))
      const cut$ = defer(() => {
        plan.cut()
        return EMPTY
      })
      return merge(back$, cut$)
    }),
  )
  return concat(...Array.from({ length: plan.cuts }, () => oneCut$)).pipe(count())
}

/**
 * Both send numbered messages to each other while the link is cut; resolves when all was sent, all arrived and every cut
 * was overcome, and a moment more, in which a copy could still come.
 */
export const talk = (one: Talker, other: Talker, plan: DeliveryPlan): Promise<readonly [Delivered, Delivered]> =>
  firstValueFrom(
    forkJoin([
      say(one, other, plan),
      say(other, one, plan),
      allArrive(other, one, plan),
      allArrive(one, other, plan),
      cuts([one, other], plan),
    ]).pipe(
      timeout(plan.within),
      delayWhen(() => timer(300)),
      connect((over$) => forkJoin([over$, hear(other, one, plan, over$), hear(one, other, plan, over$)])),
      map(([[sentByOne, sentByOther], heardByOther, heardByOne]): readonly [Delivered, Delivered] => [
        { sent: sentByOne, received: heardByOther },
        { sent: sentByOther, received: heardByOne },
      ]),
    ),
  )

/** 0, 1, 2 … */
export const inOrder = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
