import {
  concat,
  debounceTime,
  defer,
  filter,
  firstValueFrom,
  forkJoin,
  ignoreElements,
  interval,
  last,
  map,
  merge,
  mergeMap,
  share,
  startWith,
  take,
  tap,
  timeout,
  toArray,
  type Observable,
} from 'rxjs'
import type { DialogRef } from '../../../lib/index.js'
import type { Talker } from '../../support/delivery.js'

export interface Conversation {
  /** Of each side. */
  readonly messages: number
  /** ms between two messages of one side. */
  readonly spacing: number
  /** Where they talk; default: 1-1. */
  readonly dialog?: DialogRef
  /** What happens meanwhile; it is over before the conversation is. */
  readonly trouble$: Observable<unknown>
  /** ms in which all is to be sent. */
  readonly within: number
}

/** What became of the messages of one side, by their numbers. */
export interface Course {
  readonly from: Talker
  readonly to: Talker
  /** Those of which `send` said `sent`, in that order. */
  readonly sent: readonly number[]
  /** Those that came out at the other side, in that order, copies included. */
  readonly received: readonly number[]
  /** Those of which the sender was told that they arrived. */
  readonly delivered: ReadonlySet<number>
}

/** ms without anything new, after which nothing more is expected. */
const quietMs = 3000

export const bodyOf = ({ userId }: Talker, number: number): string => `${String(userId)}#${String(number)}`

/** One side's half: what it says, and what is heard of that until `over$`. */
const follow = (from: Talker, to: Talker, { messages, spacing, dialog }: Conversation) => {
  const numbers = new Map<string, number>()
  const course = { from, to, sent: new Array<number>(), received: new Array<number>(), delivered: new Set<number>() }
  const target = dialog ?? ({ type: 'private', opponentId: to.userId } as const)
  const said$ = interval(spacing).pipe(
    take(messages),
    mergeMap((number) =>
      from.chat.messages.send(target, { body: bodyOf(from, number) }).pipe(
        tap(({ id }) => numbers.set(id, number)),
        last(),
        tap(() => course.sent.push(number)),
      ),
    ),
    toArray(),
  )
  const heard$ = to.chat.messages.received$.pipe(
    filter(({ senderId, body }) => senderId === from.userId && body?.startsWith(`${String(from.userId)}#`) === true),
    tap(({ body }) => course.received.push(Number(body?.split('#')[1]))),
  )
  const told$ = from.chat.messages.statusChanged$.pipe(
    map(({ messageId }) => numbers.get(messageId)),
    tap((number) => number !== undefined && course.delivered.add(number)),
  )
  return { course, said$, heard$: merge(heard$, told$) }
}

/** Both talk at once; resolves when all is sent, the trouble is over and nothing new was heard for a while. */
export const converse = (one: Talker, other: Talker, plan: Conversation): Promise<readonly [Course, Course]> => {
  const [there, back] = [follow(one, other, plan), follow(other, one, plan)]
  const talk$ = forkJoin([there.said$, back.said$, concat(plan.trouble$.pipe(ignoreElements()), [null])])
  const heard$ = merge(there.heard$, back.heard$).pipe(share())
  const quiet$ = defer(() => heard$.pipe(startWith(null), debounceTime(quietMs), take(1)))
  const listening = heard$.subscribe()
  return firstValueFrom(
    talk$.pipe(
      timeout(plan.within),
      mergeMap(() => quiet$),
      map(() => [there.course, back.course] as const),
    ),
  ).finally(() => {
    listening.unsubscribe()
  })
}
