import {
  concat,
  defer,
  EMPTY,
  map,
  merge,
  mergeMap,
  take,
  tap,
  throwError,
  timer,
  toArray,
  type Observable,
} from 'rxjs'
import type { SendProgress } from '../../../lib/index.js'
import { createConcerns } from '../../../lib/create-concerns.js'
import { createDelivery } from '../../../lib/create-delivery.js'
import { createGround } from '../../../lib/create-ground.js'
import { composeRest, type RestParts } from '../../../lib/create-rest.js'
import { ChatError } from '../../../lib/errors/chat-error.js'
import type { Cut, Keeping, VirtualClient } from './virtual-server.js'
import { createWorld, virtualConfig, type Pair, type World } from './virtual-session.js'

const unreachable = (): ChatError =>
  new ChatError('network', 'No answer', { url: 'https://api.x/' }, { retryable: true })

/** One user who writes, changes and reacts, and what came of it. */
const createChanger = (world: World, userId: number) => {
  const line: VirtualClient = world.server.client()
  const ground = createGround(virtualConfig(world, line, userId))
  const { settings, platform } = ground
  const rest = composeRest({ settings, platform, report: () => undefined })
  const delivery = createDelivery(ground, rest, { isHeard: () => true, read: () => undefined, entered: () => [] })
  const { connection, outbox, catchUp } = delivery
  const errors: unknown[] = []
  const calls: string[] = []
  const sent = new Set<string>()

  /** The other half of REST: 1 ms there, 1 ms back, and no answer when the network was lost meanwhile. */
  const update: RestParts['reactions']['update'] = (id, { add, remove }) =>
    defer(() => {
      const link = connection.link()
      const there$ = timer(1, platform.scheduler).pipe(
        tap(() => calls.push(`${sent.has(id) ? '' : 'too early '}${add ?? ''}-${remove ?? ''}`)),
      )
      const back$ = timer(1, platform.scheduler).pipe(
        mergeMap(() => (connection.link() === link ? EMPTY : throwError(unreachable))),
      )
      return concat(there$, back$).pipe(mergeMap(() => EMPTY))
    })
  const { concerns, background$ } = createConcerns(
    ground,
    { ...rest, reactions: { ...rest.reactions, update } },
    { ...delivery, isOwner: () => true, owned: (call) => call },
    {},
  )
  const { messages, reactions } = concerns
  const into = <T>(source$: Observable<T>): T[] => {
    const list: T[] = []
    source$.subscribe({ next: (value) => list.push(value), error: (error: unknown) => errors.push(error) })
    return list
  }
  const background = background$.subscribe({ error: (error: unknown) => errors.push(error) })
  const heard = into(
    merge(
      messages.received$.pipe(map(({ body }) => `${body ?? ''} comes`)),
      messages.editedOrDeleted$.pipe(
        // Our own are told, too.
        mergeMap((change) => (change.userId === userId ? [] : [change.type === 'edited' ? change.body : 'goes'])),
      ),
    ),
  )
  const statuses = into(messages.statusChanged$.pipe(map(({ status, messageId }) => `${status} ${messageId}`)))
  const issues = into(ground.issue$)
  const states = into(connection.state$)
  into(messages.received$.pipe(mergeMap(messages.markRead)))
  // Errs when the tries before the first `ready` are used up, and goes on all the same.
  connection.connect({ userId, password: `pw-of-${String(userId)}` }).subscribe({ error: () => undefined })
  const progress: string[] = []
  const hand = (what: string, life$: Observable<{ readonly status: string }>): void => {
    const all$ = life$.pipe(
      map(({ status }) => status),
      toArray(),
    )
    into(all$.pipe(tap((all) => progress.push(`${what} ${all.join()}`))))
  }
  return {
    ...{
      userId,
      line,
      heard,
      statuses,
      issues,
      states,
      errors,
      calls,
      progress,
      messages,
      reactions,
      outbox,
      hand,
      into,
      sent,
    },
    chat: {
      destroy: () => {
        connection.destroy()
        outbox.destroy()
        catchUp.destroy()
        background.unsubscribe()
        rest.session.close()
      },
    },
  }
}

type Changer = ReturnType<typeof createChanger>

/** Sends a message; what it is referred to by. */
const say = ({ messages, hand, sent }: Changer, opponentId: number, body: string) => {
  const dialog = { type: 'private', opponentId } as const
  const life$ = messages.send(dialog, { body }).pipe(
    tap(({ id: own, status }: SendProgress) => {
      id = own
      if (status === 'sent') sent.add(own)
    }),
  )
  let id = ''
  hand(body, life$)
  return { id, dialog }
}

/** Writes `a`, changes it and reacts to it, writes `b`, takes the reaction back and deletes `b`. */
const changeAll = (user: Changer, opponentId: number): void => {
  const { messages, reactions, hand, into } = user
  const a = say(user, opponentId, 'a')
  hand('edit', messages.edit(a, { body: 'a2' }))
  into(reactions.add(a.id, '🔥'))
  const b = say(user, opponentId, 'b')
  into(reactions.remove(a.id, '🔥'))
  hand('delete', messages.delete(b))
}

export interface ChangesSession extends Pair {
  readonly frames: Readonly<Record<Cut['direction'], number>>
  readonly wrongs: (lossy?: boolean) => string[]
}

const pending = ({ outbox }: Changer): number => {
  let waiting = 0
  outbox.pending$.pipe(take(1)).subscribe(({ length }) => {
    waiting = length
  })
  return waiting
}

const all = ['a comes', 'a2', 'b comes', 'goes']
const whole = ['a', 'edit', 'b', 'delete'].map((what) => `${what} queued,sending,sent`)

const wrongsOf = (user: Changer, lossy: boolean, unread: boolean): Readonly<Record<string, boolean>> => {
  const expected = lossy ? all.filter((each) => user.heard.includes(each)) : all
  const calls = user.calls.filter((call, index) => call !== user.calls[index - 1])
  return {
    heard: user.heard.join() === expected.join(),
    progress: [...user.progress].sort().join() === [...whole].sort().join(),
    // Made again where the answer was lost, and still one after the other.
    calls: calls.join() === '🔥-,-🔥',
    statuses: new Set(user.statuses).size === user.statuses.length && (unread || user.statuses.length === 4),
    pending: pending(user) === 0,
    errors: user.errors.length === 0,
    issues: user.issues.length === 0,
    // Not at the end: the last cut may be that late.
    ready: user.states.some(({ type }) => type === 'ready'),
  }
}

/**
 * The session with changes that is cut: both sign in, each writes to the other, edits, deletes and reacts, and reads what
 * comes.
 */
export const runChanges = (
  keeping: Keeping,
  prepare: (ann: Pick<Changer, 'line'>) => void = () => undefined,
  patience = 8000,
): ChangesSession => {
  const world = createWorld(keeping)
  const [ann, ben] = [createChanger(world, 21), createChanger(world, 22)]
  prepare(ann)
  world.clock.pass(12)
  changeAll(ann, 22)
  world.clock.pass(2)
  changeAll(ben, 21)
  world.clock.pass(1500)
  const frames = { up: ann.line.count('up'), down: ann.line.count('down') }
  world.clock.pass(patience)
  const wrongs = (lossy = false): string[] => [
    ...[ann, ben].flatMap((user) => {
      // Only what was on its way to Ann is lost, and so read by nobody.
      const checks = wrongsOf(user, lossy && user === ann, lossy)
      return Object.keys(checks).flatMap((name) => (checks[name] === true ? [] : [`${String(user.userId)} ${name}`]))
    }),
    ...(world.server.unacknowledged() === 0 ? [] : ['acknowledged']),
    ...world.server.violations,
  ]
  return { ...world, ann, ben, frames, wrongs }
}
