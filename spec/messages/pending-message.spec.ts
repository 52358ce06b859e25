import { describe, expect, it } from '@jest/globals'
import { EMPTY, map, throwError, type Observable } from 'rxjs'
import { ChatError } from '../../lib/errors/chat-error.js'
import { createPendingView, type PendingEntry } from '../../lib/messages/pending-message.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { ben, clock, dialogId, group, oid, setUpMessages } from './set-up-messages.js'

const wrong = new ChatError('http', 'no such message', {
  ...{ status: 404, method: 'PUT', path: '/x', messages: [], fields: {} },
})

/** User 21's messages and reactions, and what an app is shown of the outbox. */
const setUp = () => {
  const all = setUpMessages()
  let works = false
  const react = all.outbox.register('reaction', { perform: () => (works ? EMPTY : throwError(() => wrong)) })
  const view = createPendingView(createAddresses(1, 'chat.localhost'))
  let entries: readonly PendingEntry[] = []
  all.outbox.pending$.pipe(map((state) => view(state, 21))).subscribe((now) => {
    entries = now
  })
  return {
    ...all,
    react: (id: string, change: { readonly add?: string; readonly remove?: string }) =>
      react({ kind: 'message', id, reactions: { userId: '21', messageId: oid(7), ...change } }),
    repair: () => {
      works = true
    },
    entries: () => entries,
  }
}

type World = ReturnType<typeof setUp>

/** Hands over one of each kind, which gets the id 1; what is shown of it. */
const kinds: readonly (readonly [string, (world: World) => Observable<unknown>, object])[] = [
  [
    'a message',
    ({ messages }) => messages.send(ben, { body: 'Hi' }),
    { kind: 'message', message: { id: oid(1), dialog: ben, body: 'Hi', sentAt: clock - 500 } },
  ],
  [
    'a message without a body',
    ({ messages }) => messages.send(ben, { params: { a: 1 } }),
    { kind: 'message', message: { id: oid(1), body: null } },
  ],
  [
    'an edit',
    ({ messages }) => messages.edit({ id: oid(7), dialog: ben }, { body: 'new' }),
    { kind: 'edit', messageId: oid(7), dialog: ben, body: 'new' },
  ],
  [
    'an edit in a room',
    ({ messages }) => messages.edit({ id: oid(7), dialog: group }, { body: 'new' }),
    { kind: 'edit', messageId: oid(7), dialog: group, body: 'new' },
  ],
  [
    'a deletion',
    ({ messages }) => messages.delete({ id: oid(7), dialog: { ...ben, dialogId } }),
    { kind: 'delete', messageId: oid(7), dialog: { ...ben, dialogId } },
  ],
  ['a reaction', ({ react }) => react(oid(1), { add: '🔥' }), { kind: 'reaction', messageId: oid(7), add: '🔥' }],
  [
    'a reaction in place of another',
    ({ react }) => react(oid(1), { add: '🔥', remove: '👍' }),
    { kind: 'reaction', messageId: oid(7), add: '🔥', remove: '👍' },
  ],
]

describe('what is pending', () => {
  it.each(kinds)(
    'shows %s while it waits, when it failed, and no longer when a retry brought it there',
    (_, hand, content) => {
      const world = setUp()
      const { connection, outbox, entries } = world
      const about = { id: oid(1), userId: 21 }
      hand(world).subscribe({ error: () => undefined })
      expect(entries()).toMatchObject([{ ...about, status: 'queued', ...content }])
      expect(entries()[0]).not.toHaveProperty('failure')
      world.online()
      const kind = entries()[0]?.kind
      connection.refuse(oid(1), { condition: 'gone' }, 'chat.localhost')
      const reason = kind === 'reaction' ? 'http' : 'gone'
      expect(entries()).toMatchObject([
        { ...about, status: 'failed', failure: { reason, retryable: false }, ...content },
      ])
      expect(structuredClone(entries())).toEqual(entries())

      world.repair()
      const statuses: string[] = []
      outbox.retry(oid(1)).subscribe((status) => statuses.push(status))
      connection.acknowledge(oid(1))
      expect([statuses, entries()]).toEqual([['queued', 'sending', 'sent'], []])
    },
  )

  it.each(kinds)('lets %s be cancelled', (_, hand) => {
    const world = setUp()
    hand(world).subscribe({ error: () => undefined })
    world.outbox.cancel(oid(1)).subscribe()
    world.online()
    expect([world.entries(), world.connection.written]).toEqual([[], []])
  })

  it('shows no markers and nothing of another user, and keeps what did not change', () => {
    const { messages, as, entries } = setUp()
    messages.markDelivered({ id: oid(7), senderId: 56, dialog: ben }).subscribe()
    expect(entries()).toEqual([])
    messages.delete({ id: oid(7), dialog: ben }).subscribe()
    const [first] = entries()
    messages.delete({ id: oid(8), dialog: ben }).subscribe()
    expect(entries()).toHaveLength(2)
    expect(entries()[0]).toBe(first)
    as(22)
    messages.delete({ id: oid(9), dialog: ben }).subscribe()
    expect(entries()).toHaveLength(2)
  })
})
