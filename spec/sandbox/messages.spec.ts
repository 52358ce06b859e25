import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { concatMap, firstValueFrom, lastValueFrom, mergeMap, take, tap, timeout, toArray, type Observable } from 'rxjs'
import type { Chat, ChatEvent, Dialog, IqStanza, Message, MessageDraft } from '../../lib/index.js'
import { locationAttachment } from '../../lib/index.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'

const password = 'passw0rd-of-three'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
  { id: 57, login: 'cat', password },
]
const toAnn = { type: 'private', opponentId: 21 } as const
const toBen = { type: 'private', opponentId: 56 } as const

/** What an app keeps: the texts and statuses of messages, by their ids. */
type Kept = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What a store does with the events of a chat, and with what it sends itself. */
const keep = (chat: Chat) => {
  const kept: Record<string, Record<string, unknown>> = {}
  const put = (message: Message): void => {
    kept[message.id] ??= { body: message.body, by: message.senderId, at: message.sentAt, readBy: [] }
  }
  const patch = (id: string, change: Readonly<Record<string, unknown>>): void => {
    const found = kept[id]
    if (found !== undefined) Object.assign(found, change)
  }
  const events = inbox(chat.events$)
  chat.events$.subscribe((event) => {
    if (event.type === 'message/received') put(event.message)
    if (event.type === 'message/edited') patch(event.change.messageId, { body: event.change.body })
    if (event.type === 'message/deleted') patch(event.change.messageId, { body: 'gone' })
  })
  chat.messages.statusChanged$
    .pipe(mergeMap(({ messageId }) => chat.messages.watch(messageId)))
    .subscribe(({ messageId, readBy, deliveredTo }) => {
      patch(messageId, { readBy, deliveredTo })
    })
  return { kept: kept as Kept, put, events }
}

describe('messages over a real socket', () => {
  let sandbox: Sandbox
  const chats: Chat[] = []
  const asked: string[] = []

  beforeEach(async () => {
    sandbox = await startSandbox({ users, frames: true })
    asked.length = 0
  })
  afterEach(async () => {
    for (const chat of chats.splice(0)) chat.destroy()
    await sandbox.stop()
  })

  const signIn = async (login: string): Promise<Chat> => {
    const counting: typeof fetch = (input, init) => {
      const request = new Request(input, init)
      asked.push(`${request.method} ${new URL(request.url).pathname}`)
      return fetch(request)
    }
    const platform = { fetch: counting }
    const chat = frozen(chatAgainst(sandbox, { reconnection: { reconnectionTimeout: 100 }, platform }))
    chats.push(chat)
    const ready$ = chat.session.create({ login, password }).pipe(concatMap(() => chat.connection.connect()))
    await firstValueFrom(ready$.pipe(timeout(5000)))
    return chat
  }
  const done = <T>(work$: Observable<T>): Promise<T> => lastValueFrom(work$.pipe(timeout(5000)))
  const send = async (chat: Chat, to: Parameters<Chat['messages']['send']>[0], draft: MessageDraft): Promise<Message> =>
    (await done(chat.messages.send(to, draft))).message
  const team = (chat: Chat): Promise<Dialog> =>
    done(chat.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56, 57] }))
  const has =
    (type: ChatEvent['type'], number = 1) =>
    (all: readonly ChatEvent[]): boolean =>
      all.filter((event) => event.type === type).length >= number
  const until = async (box: ReturnType<typeof keep>, is: (all: readonly ChatEvent[]) => boolean): Promise<void> => {
    await box.events.first(() => is(box.events.all))
  }
  /** Blocks a user over the wire, both ways or one. */
  const block = async (chat: Chat, userId: number, mutual: boolean): Promise<void> => {
    const rule = { type: 'jid', value: `${String(userId)}-1@${sandbox.chat}`, action: 'deny', order: 1 }
    const some = mutual ? {} : { messages: true, incomingPresence: true, outgoingPresence: true, iq: true }
    const set = (id: string, privacy: NonNullable<IqStanza['privacy']>): Promise<unknown> =>
      done(chat.connection.send({ kind: 'iq', type: 'set', id, privacy }))
    const answers = inbox(chat.connection.stanza$)
    await set('list', { lists: [{ name: 'blocked', items: [{ ...rule, ...some }] }] })
    await set('default', { defaultList: 'blocked' })
    await answers.first(({ kind, id, type }) => kind === 'iq' && id === 'default' && type === 'result')
  }

  it('enters a room that hears occupants only, and says it again under its id', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const dialog = await team(ann)
    await done(ben.rooms.join(dialog))
    sandbox.faults.requireJoin(true)
    const atBen = inbox(ben.messages.received$)
    const { id } = await send(ann, dialog, { body: 'Let me in' })
    expect(await atBen.first()).toMatchObject({ id, body: 'Let me in', senderId: 21 })
    expect(await done(ann.rooms.in(dialog).pipe(take(1)))).toEqual([56, 21])
  })

  it('ends in one state on two devices of a user, on the opponent’s, and in the history', async () => {
    const [desk, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const [onDesk, onPhone, atBen] = [keep(desk), keep(phone), keep(ben)]
    /** As an app does: shown as soon as it is queued. */
    const say = async (chat: Chat, { put }: ReturnType<typeof keep>, body: string): Promise<Message> => {
      const send$ = chat.messages.send(toBen, { body }).pipe(tap(({ message }) => put(message)))
      return (await done(send$)).message
    }
    const first = await say(desk, onDesk, 'first')
    const second = await say(phone, onPhone, 'second')
    const third = await say(desk, onDesk, 'third')
    const steps = await done(desk.messages.edit(third, { body: 'third, edited' }).pipe(toArray()))
    expect(steps.map(({ status }) => status)).toEqual(['queued', 'sending', 'sent'])
    await done(phone.messages.edit(first, { body: 'first, edited' }))
    await done(phone.messages.delete(second))
    await until(atBen, has('message/deleted'))
    const marked = await done(ben.messages.markRead(toAnn))
    expect(marked.map(({ messageId }) => messageId)).toEqual([third.id])
    for (const box of [onDesk, onPhone])
      await until(
        box,
        (all) => has('message/deleted')(all) && has('message/edited', 2)(all) && has('message/status', 4)(all),
      )

    const bodies = (kept: Kept): unknown => Object.fromEntries(Object.entries(kept).map(([id, { body }]) => [id, body]))
    const expected = { [first.id]: 'first, edited', [second.id]: 'gone', [third.id]: 'third, edited' }
    expect(bodies(onDesk.kept)).toEqual(expected)
    expect(onPhone.kept).toEqual(onDesk.kept)
    expect(bodies(atBen.kept)).toEqual(expected)
    expect(onDesk.kept[third.id]).toMatchObject({ deliveredTo: [56], readBy: [56] })
    const edits = atBen.events.all.filter((event) => event.type === 'message/edited').map(({ change }) => change)
    expect(edits).toMatchObject([
      { messageId: third.id, userId: 21, last: true, dialog: toAnn },
      { messageId: first.id, userId: 21, last: false, dialog: toAnn },
    ])
    const history = await done(ben.messages.history(toAnn, { sort: 'oldest-first' }))
    expect(history.items.map(({ id, body }) => [id, body])).toEqual([
      [first.id, 'first, edited'],
      [third.id, 'third, edited'],
    ])
    const shown = await done(ben.dialogs.list())
    expect(shown.items[0]?.lastMessage).toMatchObject({ body: 'third, edited' })
  })

  it('tells statuses per person in a group, and marks it read by one request and one status per author', async () => {
    const [ann, ben, cat] = [await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const dialog = await team(ann)
    const [atAnn, atBen] = [keep(ann), keep(ben)]
    const states = inbox(ann.messages.watch((await send(ann, dialog, { body: 'all' })).id))
    const last = await send(ann, dialog, { body: 'and this' })
    const ofCat = await send(cat, dialog, { body: 'me too' })
    await until(atBen, has('message/received', 3))
    asked.length = 0
    const marked = await done(ben.messages.markRead(dialog))
    expect(asked).toEqual(['PUT /chat/Message'])
    expect(marked.map(({ messageId }) => messageId).sort()).toEqual([last.id, ofCat.id].sort())
    const displayed = sandbox
      .frames(56)
      .filter(({ direction, text }) => direction === 'in' && text.includes('<displayed'))
    expect(displayed).toHaveLength(2)
    await until(atAnn, has('message/status', 5))
    await done(cat.messages.markRead(last))
    await until(atAnn, has('message/status', 6))
    expect(await firstValueFrom(ann.messages.watch(last.id))).toEqual({
      messageId: last.id,
      status: 'read',
      deliveredTo: [56, 57],
      readBy: [56, 57],
    })
    expect(states.all.at(-1)).toMatchObject({ status: 'delivered', deliveredTo: [56, 57], readBy: [] })
    expect(await done(ben.messages.unreadCount([dialog]))).toMatchObject({ total: 0 })
    asked.length = 0
    expect(await done(ben.messages.markRead(dialog))).toEqual([])
    expect(asked).toEqual(['PUT /chat/Message'])
  })

  it('edits and deletes in a group: each is told once to all, its author and an admin’s victim too', async () => {
    const [ann, phone, ben, cat] = [await signIn('ann'), await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const dialog = await team(ann)
    const boxes = [ann, phone, ben, cat].map(keep)
    const ofBen = await send(ben, dialog, { body: 'teh' })
    const ofAnn = await send(ann, dialog, { body: 'stays' })
    for (const box of boxes.slice(0, 3)) await until(box, has('message/received'))
    await done(ben.messages.edit(ofBen, { body: 'the' }))
    await done(ann.messages.delete(ofBen))
    for (const box of boxes) {
      await until(box, (all) => has('message/edited')(all) && has('message/deleted')(all))
      const changes = box.events.all.flatMap((event) =>
        event.type === 'message/edited' || event.type === 'message/deleted' ? [event.change] : [],
      )
      expect(changes).toMatchObject([
        { type: 'edited', messageId: ofBen.id, userId: 56, body: 'the', last: false },
        { type: 'deleted', messageId: ofBen.id, userId: 21 },
      ])
    }
    const history = await done(cat.messages.history(dialog))
    expect(history.items.map(({ id }) => id)).toEqual([ofAnn.id])
  })

  it('carries what a message has, to whom it is for, and keeps only what is to be kept', async () => {
    const [ann, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const [atBen, onPhone] = [inbox(ben.messages.received$), inbox(phone.messages.received$)]
    const draft = {
      body: 'here',
      params: { colour: 'red', count: 5, flag: true, nothing: null, nested: { a: '1' }, list: [1, 'two'] },
      attachments: [
        locationAttachment({ lat: 1.5, lng: -2 }),
        { type: 'image', id: 'ab'.repeat(16), name: 'a "b" <c>.png', size: 12 },
      ],
    }
    const sent = await send(ann, toBen, draft)
    for (const box of [atBen, onPhone]) {
      const { params, attachments } = await box.first()
      expect(params).toEqual({ colour: 'red', count: '5', flag: 'true', nested: { a: '1' }, list: '[1,"two"]' })
      expect(attachments).toEqual(draft.attachments)
    }
    const fleeting = await send(ann, toBen, { body: 'gone in 30 s', destroyAfter: 30 })
    const quiet = await send(ann, toBen, { body: 'quiet', silent: true, saveToHistory: false, markable: false })
    for (const box of [atBen, onPhone]) {
      await box.first(({ id }) => id === quiet.id)
      expect(box.all.slice(1)).toMatchObject([
        { id: fleeting.id, destroyAfter: 30, markable: true, params: {} },
        { id: quiet.id, markable: false, params: {} },
      ])
      expect(box.all[2]).not.toHaveProperty('destroyAfter')
    }
    const frames = sandbox.frames(21).filter(({ direction, text }) => direction === 'in' && text.includes('<silent>'))
    expect(frames).toHaveLength(1)
    const history = await done(ben.messages.history(toAnn))
    expect(history.items.map(({ id }) => id)).toEqual([sent.id])
  })

  it.each([
    ['by the one who blocks', false, 'service-unavailable', 503],
    ['by the server, for one who blocks both ways', true, 'not-acceptable', 406],
  ])('tells what is refused %s: at send, in failed$ and in the outbox', async (_name, own, condition, code) => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const original = await send(ann, toBen, { body: 'before' })
    await (own ? block(ann, 56, true) : block(ben, 21, false))
    const failed = inbox(ann.messages.failed$)
    const events = inbox(ann.events$)
    const detail = { condition, code }
    await expect(send(ann, toBen, { body: 'after' })).rejects.toMatchObject({ _tag: 'stanza', detail })
    await expect(done(ann.messages.edit(original, { body: 'x' }))).rejects.toMatchObject({ detail })
    await failed.first(({ kind }) => kind === 'edit')
    expect(failed.all).toMatchObject([
      {
        kind: 'message',
        message: { body: 'after', dialog: toBen },
        error: { _tag: 'stanza', retryable: false, detail },
      },
      { kind: 'edit', messageId: original.id, dialog: toBen, error: { detail } },
    ])
    expect(events.all.filter(({ type }) => type === 'message/failed')).toHaveLength(2)
    const pending = await firstValueFrom(ann.outbox.pending$)
    expect(pending[0]).toMatchObject({ status: 'failed', message: { body: 'after' }, failure: { reason: condition } })
    // Typing bounces without an id: it fails nothing.
    await done(ann.typing.start(toBen))
    expect(failed.all).toHaveLength(2)
  })

  it('ignores and reports what a stranger says about a message', async () => {
    const [ann, ben, cat] = [await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const [atBen, issues] = [keep(ben), inbox(ben.issues$)]
    const sent = await send(ann, toBen, { body: 'true' })
    await until(atBen, has('message/received'))
    await done(cat.messages.edit({ id: sent.id, dialog: toBen }, { body: 'false' }))
    await done(cat.messages.delete({ id: sent.id, dialog: toBen }))
    await issues.first(() => issues.all.length === 2)
    expect(atBen.kept[sent.id]?.['body']).toBe('true')
    const annIssues = inbox(ann.issues$)
    await done(cat.messages.markRead({ id: sent.id, senderId: 21, dialog: toAnn }))
    await annIssues.first()
    const status = await firstValueFrom(ann.messages.watch(sent.id))
    expect(status.readBy).toEqual([])
  })
})
