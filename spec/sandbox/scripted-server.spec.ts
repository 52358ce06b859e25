import { describe, expect, it } from '@jest/globals'
import { firstValueFrom, timeout, toArray, type Observable } from 'rxjs'
import type { FullChat } from '../../lib/index.js'
import { createScriptedServer, type ScriptedServer } from '../../lib/testing.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const withBen = { type: 'private', opponentId: 56 } as const
const withAnn = { type: 'private', opponentId: 21 } as const
const within = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$.pipe(timeout(5000)))

/** Where the story is told. */
interface Scene {
  /** Ann's. */
  readonly chat: FullChat
  /** Ben says it. */
  readonly say: (body: string) => Promise<unknown>
  /** Ben reads it. */
  readonly read: (id: string) => Promise<unknown>
  readonly cut: () => void
  /** The session is kept no longer. */
  readonly forget: () => void
}

/** Ann connects, hears, sends, is cut and comes back, loses her session and comes back; all that was told of it. */
const story = async ({ chat, say, read, cut, forget }: Scene) => {
  const states = inbox(chat.connection.state$)
  const received = inbox(chat.messages.received$)
  const statuses = inbox(chat.messages.statusChanged$)
  const issues = inbox(chat.issues$)
  const back = (continuity: string): Promise<unknown> =>
    states.first((state) => state.type === 'ready' && state.continuity === continuity)
  const hear = async (body: string): Promise<void> => {
    await say(body)
    await received.first((message) => message.body === body)
  }
  await within(chat.connection.connect({ userId: 21, password: 'passw0rd-of-ann' }))
  await hear('one')
  const sent = await within(chat.messages.send(withBen, { body: 'two' }).pipe(toArray()))
  await read(sent[0]?.id ?? '')
  await statuses.first(({ status }) => status === 'read')
  cut()
  await back('resumed')
  await hear('three')
  forget()
  cut()
  await back('gap')
  await hear('four')
  await within(chat.connection.disconnect().pipe(toArray()))
  return {
    states: states.all.map((state) => (state.type === 'ready' ? `ready ${state.continuity}` : state.type)),
    received: received.all.map(({ body, senderId, direction, origin }) => [body, senderId, direction, origin]),
    sent: sent.map(({ status, message }) => [status, message.body, message.senderId]),
    statuses: statuses.all.map(({ status, userId, messageId }) => [status, userId, messageId === sent[0]?.id]),
    issues: issues.all,
  }
}

/** Told by the script: Ben is what the test makes him say. */
const scripted = (server: ScriptedServer, chat: FullChat): Scene => {
  const ben = server.from(56)
  const says = (...all: readonly Parameters<typeof ben>[0][]): Promise<void> =>
    Promise.resolve().then(() => {
      for (const what of all) server.receive(ben(what))
    })
  return {
    ...{ chat, cut: server.cut, forget: server.forget },
    say: (body) => says({ body, marker: { type: 'markable' } }),
    read: (id) => says({ marker: { type: 'received', id } }, { marker: { type: 'displayed', id } }),
  }
}

describe('the story of a chat', () => {
  const { sandbox, connect, open } = stage([
    { id: 21, login: 'ann', password: 'passw0rd-of-ann' },
    { id: 56, login: 'ben', password: 'passw0rd-of-ben' },
  ])

  it('is the same on a scripted server as on the sandbox', async () => {
    const ben = await connect(56)
    const real = await story({
      chat: open(),
      say: (body) => within(ben.messages.send(withAnn, { body }).pipe(toArray())),
      read: (id) => within(ben.messages.markRead({ id, senderId: 21, dialog: withAnn })),
      cut: () => sandbox().faults.cut(21),
      forget: () => sandbox().faults.resume('refuse'),
    })
    const server = createScriptedServer()
    expect(await story(scripted(server, open(server.config)))).toEqual(real)
    expect(real).toEqual({
      states: [
        ...['idle', 'connecting', 'authenticated', 'ready first', 'forceClosed', 'reconnecting'],
        ...['connecting', 'authenticated', 'resumed', 'ready resumed', 'forceClosed', 'reconnecting'],
        ...['connecting', 'authenticated', 'ready gap', 'closed'],
      ],
      received: ['one', 'three', 'four'].map((body) => [body, 56, 'incoming', 'live']),
      sent: ['queued', 'sending', 'sent'].map((status) => [status, 'two', 21]),
      statuses: ['delivered', 'read'].map((status) => [status, 56, true]),
      issues: [],
    })
  }, 30_000)
})
