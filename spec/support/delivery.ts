import {
  EMPTY,
  filter,
  firstValueFrom,
  forkJoin,
  ignoreElements,
  interval,
  last,
  map,
  merge,
  mergeMap,
  scan,
  take,
  tap,
  timeout,
  timer,
  toArray,
  type Observable,
} from 'rxjs'
import type { Chat, DialogRef } from '../../lib/index.js'
import { seededRandom } from './seeded-random.js'

/** One of two who talk to each other. */
export interface Talker {
  readonly chat: Chat
  readonly userId: number
}

export interface DeliveryPlan {
  readonly messages: number
  /** ms between two messages of one side */
  readonly spacing: number
  /** How often, over the time of sending, the connection is reset. */
  readonly cuts: number
  readonly seed: number
  readonly cut: () => void
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

const hear = (at: Talker, from: Talker, plan: DeliveryPlan): Observable<readonly number[]> =>
  at.chat.messages.received$.pipe(
    filter(({ body, senderId }) => senderId === from.userId && (body ?? '').startsWith(`${String(plan.seed)} `)),
    map(({ body }) => body),
    scan((bodies: readonly (string | null)[], body) => [...bodies, body], []),
    filter((bodies) => new Set(bodies).size === plan.messages),
    // A copy may still be under way when the last number is in.
    mergeMap((bodies) => timer(300).pipe(map(() => bodies))),
    take(1),
    map(numbers),
  )

const cuts = (plan: DeliveryPlan): Observable<never> => {
  const random = seededRandom(plan.seed)
  const instants = Array.from({ length: plan.cuts }, () => Math.floor(random() * plan.messages * plan.spacing))
  return merge(...instants.map((at) => timer(at).pipe(tap(plan.cut)))).pipe(ignoreElements())
}

/** Both send numbered messages to each other while the link is cut at random instants; resolves when all arrived. */
export const talk = (one: Talker, other: Talker, plan: DeliveryPlan): Promise<readonly [Delivered, Delivered]> =>
  firstValueFrom(
    merge(
      plan.cuts > 0 ? cuts(plan) : EMPTY,
      forkJoin([say(one, other, plan), say(other, one, plan), hear(other, one, plan), hear(one, other, plan)]).pipe(
        map(([sentByOne, sentByOther, heardByOther, heardByOne]): readonly [Delivered, Delivered] => [
          { sent: sentByOne, received: heardByOther },
          { sent: sentByOther, received: heardByOne },
        ]),
        timeout(plan.within),
      ),
    ),
  )

/** 0, 1, 2 … */
export const inOrder = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
