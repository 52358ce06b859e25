import { describe, expect, it } from '@jest/globals'
import { concatMap, firstValueFrom, from, lastValueFrom, map, take, timeout, toArray, type Observable } from 'rxjs'
import type { Chat, Dialog } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'password-of-all'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 57, login: 'cat', password, fullName: 'Cat' },
]

describe('a chat', () => {
  const { sandbox, open, signIn } = stage(users)
  const team = (chat: Chat): Promise<Dialog> =>
    firstValueFrom(chat.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56, 57] }))
  const toBen = { type: 'private', opponentId: 56 } as const

  it('signs in, connects as the user of the session, and says so', async () => {
    const chat = open()
    const states = inbox(chat.connection.state$)
    expect(states.all).toEqual([{ type: 'idle' }])
    const session = await firstValueFrom(chat.session.create({ login: 'ann', password }))
    expect(session.userId).toBe(21)
    const ready = await firstValueFrom(chat.connection.connect().pipe(timeout(5000)))
    expect(ready).toEqual({ type: 'ready', userId: 21, continuity: 'first' })
    expect(states.all.map(({ type }) => type)).toEqual(['idle', 'connecting', 'authenticated', 'ready'])
  })

  it('does not connect without a user', async () => {
    await expect(firstValueFrom(open().connection.connect())).rejects.toMatchObject({ _tag: 'session' })
  })

  it('sends what is said before the connection is up, in order', async () => {
    const ben = await signIn('ben')
    const received = inbox(ben.messages.received$)
    const ann = open()
    await firstValueFrom(ann.session.create({ login: 'ann', password }))
    const lives = ['one', 'two', 'three'].map((body) => lastValueFrom(ann.messages.send(toBen, { body })))
    await firstValueFrom(ann.connection.connect())
    const ends = await Promise.all(lives)
    expect(ends.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent'])
    await received.first(({ body }) => body === 'three')
    expect(received.all.map(({ body }) => body)).toEqual(['one', 'two', 'three'])
  })

  it('sends as the user given to connect before the link is there', async () => {
    const ann = open()
    const connected = firstValueFrom(ann.connection.connect({ userId: 21, password }))
    const sent = await lastValueFrom(ann.messages.send(toBen, { body: 'early' }).pipe(timeout(4000)))
    expect(sent.message.senderId).toBe(21)
    await connected
  })

  it('carries a private message with all it has, and its statuses back', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const received = inbox(ben.messages.received$)
    const statuses = inbox(ann.messages.statusChanged$)
    const draft = { body: 'Hi <you> & "me"', params: { colour: 'red' }, attachments: [{ type: 'image', uid: 'u1' }] }
    const steps = await firstValueFrom(ann.messages.send(toBen, draft).pipe(toArray()))
    expect(steps.map(({ status }) => status)).toEqual(['queued', 'sending', 'sent'])
    const message = await received.first()
    expect(message).toMatchObject({ ...draft, senderId: 21, direction: 'incoming', origin: 'live', markable: true })
    expect(message).toMatchObject({ id: steps[0]?.id, sentAt: steps[0]?.message.sentAt })
    expect(message.dialog).toMatchObject({ type: 'private', opponentId: 21 })
    expect(await statuses.first()).toMatchObject({
      messageId: message.id,
      userId: 56,
      status: 'delivered',
      dialog: toBen,
    })
    await lastValueFrom(ben.messages.markRead(message))
    expect(await statuses.first(({ status }) => status === 'read')).toMatchObject({ messageId: message.id, userId: 56 })
  })

  it('carries a group message to three, and takes its echo for sent', async () => {
    const [ann, ben, cat] = [await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const dialog = await team(ann)
    const [own, bens, cats] = [ann, ben, cat].map((chat) => inbox(chat.messages.received$))
    const statuses = inbox(ann.messages.statusChanged$)
    const sent = await lastValueFrom(ann.messages.send(dialog, { body: 'all' }))
    expect(sent.status).toBe('sent')
    expect(await bens?.first()).toMatchObject({
      id: sent.id,
      body: 'all',
      dialog: { type: 'group', dialogId: dialog.dialogId },
    })
    expect(await cats?.first()).toMatchObject({ id: sent.id, senderId: 21 })
    expect(own?.all).toEqual([])
    const change = await statuses.first()
    expect(change).toMatchObject({ messageId: sent.id, dialog: { dialogId: dialog.dialogId }, status: 'delivered' })
  })

  it('shows on one device what another one sent', async () => {
    const [desk, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const onDesk = inbox(desk.messages.received$)
    const atBen = inbox(ben.messages.received$)
    const sent = await lastValueFrom(phone.messages.send(toBen, { body: 'from the phone' }))
    expect(await onDesk.first()).toMatchObject({
      id: sent.id,
      direction: 'outgoing',
      origin: 'carbon',
      senderId: 21,
      dialog: toBen,
    })
    await lastValueFrom(ben.messages.send({ type: 'private', opponentId: 21 }, { body: 'answer' }))
    expect(await onDesk.first(({ body }) => body === 'answer')).toMatchObject({ direction: 'incoming', senderId: 56 })
    await atBen.first()
    expect(onDesk.all).toHaveLength(2)
  })

  it('ignores a carbon somebody else made up, and reports it', async () => {
    const ann = await signIn('ann')
    const received = inbox(ann.messages.received$)
    const issues = inbox(ann.issues$)
    const forged =
      '<message xmlns="jabber:client" type="chat" from="666-1@chat.localhost" to="21-1@chat.localhost"><sent xmlns="urn:xmpp:carbons:2">' +
      '<forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" id="65a000000000000000000001" type="chat" ' +
      'from="21-1@chat.localhost/x" to="56-1@chat.localhost"><body>never said</body></message></forwarded></sent></message>'
    sandbox().faults.inject(21, forged)
    expect(JSON.stringify(await issues.first())).not.toContain('never said')
    expect(received.all).toEqual([])
  })

  it('gets what came while nobody was there, marked as offline, in order', async () => {
    const ann = await signIn('ann')
    await from(['one', 'two', 'three'])
      .pipe(concatMap((body) => ann.messages.send(toBen, { body })))
      .forEach(() => undefined)
    const ben = open()
    const received = inbox(ben.messages.received$)
    await firstValueFrom(ben.connection.connect({ userId: 56, password }))
    await received.first(({ body }) => body === 'three')
    expect(received.all.map(({ body, origin }) => [body, origin])).toEqual([
      ['one', 'offline'],
      ['two', 'offline'],
      ['three', 'offline'],
    ])
  })

  it('does not take a reaction for a message', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const dialog = await team(ann)
    const sent = await lastValueFrom(ann.messages.send(dialog, { body: 'like me' }))
    const received = inbox(ann.messages.received$)
    const stanzas = inbox(ann.connection.stanza$)
    const { token } = (await firstValueFrom(ben.session.current$)) ?? { token: '' }
    await fetch(`${sandbox().api}/chat/Message/${sent.id}/reactions`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'CB-Token': token },
      body: JSON.stringify({ add: '👍' }),
    })
    await stanzas.first(({ kind }) => kind === 'message')
    expect(received.all).toEqual([])
  })

  it('tells who is typing, in private and in a group, and not ourselves', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const dialog = await team(ann)
    const seen = inbox(ben.typing.changed$)
    const own = inbox(ann.typing.changed$)
    await lastValueFrom(ann.typing.start(toBen), { defaultValue: null })
    await lastValueFrom(ann.typing.stop(toBen), { defaultValue: null })
    await lastValueFrom(ann.typing.start(dialog), { defaultValue: null })
    await seen.first(({ dialog: { type } }) => type === 'group')
    await seen.first(({ typing }) => !typing)
    // The id of the private dialog is looked up meanwhile.
    expect(seen.all.filter(({ dialog: { type } }) => type === 'private')).toEqual([
      { dialog: { type: 'private', opponentId: 21 }, userId: 21, typing: true },
      { dialog: { type: 'private', opponentId: 21 }, userId: 21, typing: false },
    ])
    expect(seen.all.filter(({ dialog: { type } }) => type === 'group')).toEqual([
      { dialog: { type: 'group', dialogId: dialog.dialogId }, userId: 21, typing: true },
    ])
    expect(own.all).toEqual([])
  })

  it('keeps what was said in the history, as it was sent', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const received = inbox(ben.messages.received$)
    const sent = await lastValueFrom(ann.messages.send(toBen, { body: 'kept', params: { colour: 'red' } }))
    await lastValueFrom(ann.messages.send(toBen, { body: 'gone', saveToHistory: false }))
    const live = await received.first()
    const page = await firstValueFrom(ben.messages.history({ type: 'private', opponentId: 21 }))
    expect(page.items.map(({ body }) => body)).toEqual(['kept'])
    expect(page.items[0]).toMatchObject({ id: sent.id, sentAt: live.sentAt, params: live.params, markable: true })
  })

  it('comes back after its token expired', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const received = inbox(ben.messages.received$)
    const states = inbox(ann.connection.state$)
    const before = (await firstValueFrom(ann.session.current$))?.token
    sandbox().faults.expireTokens(21)
    sandbox().faults.resume('refuse')
    sandbox().faults.cut(21)
    const sent = lastValueFrom(ann.messages.send(toBen, { body: 'still here' }))
    await states.first(({ type }) => type === 'forceClosed')
    expect((await sent).status).toBe('sent')
    expect(await received.first()).toMatchObject({ body: 'still here' })
    expect((await firstValueFrom(ann.session.current$))?.token).not.toBe(before)
  }, 15_000)

  it('shows what is on its way, and that it arrived', async () => {
    const ann = open()
    await firstValueFrom(ann.session.create({ login: 'ann', password }))
    const pending = inbox(ann.outbox.pending$)
    const sent = lastValueFrom(ann.messages.send(toBen, { body: 'Hi' }))
    await firstValueFrom(ann.connection.connect())
    const { id } = await sent
    const states = pending.all.map((entries) => entries.map((entry) => `${entry.id} ${entry.status}`).join())
    expect(states).toEqual(['', `${id} queued`, `${id} sending`, ''])
  })

  it('does not show statuses among the messages on their way', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const pending = inbox(ben.outbox.pending$)
    const statuses = inbox(ann.messages.statusChanged$)
    await lastValueFrom(ann.messages.send(toBen, { body: 'Hi' }))
    await statuses.first(({ status }) => status === 'delivered')
    expect(pending.all).toEqual([[]])
    const { id } = await lastValueFrom(ben.messages.send({ type: 'private', opponentId: 21 }, { body: 'Ho' }))
    const states = pending.all.map((entries) => entries.map((entry) => `${entry.id} ${entry.status}`).join())
    expect(states).toEqual(['', `${id} queued`, `${id} sending`, ''])
  })

  it('tells every event as one union', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const events = inbox(ann.events$)
    await lastValueFrom(ann.messages.send(toBen, { body: 'Hi' }))
    await lastValueFrom(ben.typing.start({ type: 'private', opponentId: 21 }), { defaultValue: null })
    await events.first(({ type }) => type === 'typing/changed')
    await lastValueFrom(ben.messages.send({ type: 'private', opponentId: 21 }, { body: 'Ho' }))
    await events.first(({ type }) => type === 'message/received')
    expect(new Set(events.all.map(({ type }) => type))).toEqual(
      new Set([
        'connection/state',
        'outbox/changed',
        'outbox/sent',
        'message/status',
        'typing/changed',
        'message/received',
      ]),
    )
  })

  it('switches users: what the first one left unsent waits for the first one', async () => {
    const chat = await signIn('ann')
    const ben = await signIn('ben')
    const received = inbox(ben.messages.received$)
    await lastValueFrom(chat.connection.disconnect(), { defaultValue: null })
    const left = inbox(chat.messages.send(toBen, { body: 'of Ann' }).pipe(map(({ status }) => status)))
    await firstValueFrom(chat.session.create({ login: 'cat', password }))
    const early = lastValueFrom(chat.messages.send(toBen, { body: 'of Cat' }))
    await firstValueFrom(chat.connection.connect().pipe(timeout(5000)))
    expect((await early).message.senderId).toBe(57)
    expect(await received.first()).toMatchObject({ body: 'of Cat', senderId: 57 })
    expect(left.all).toEqual(['queued'])
  })

  it('ends every stream and every send at destroy', async () => {
    const chat = await signIn('ann')
    sandbox().faults.dropAcks(true)
    const ended: string[] = []
    const streams: readonly (readonly [string, Observable<unknown>])[] = [
      ['state$', chat.connection.state$],
      ['stanza$', chat.connection.stanza$],
      ['online$', chat.connection.online$],
      ['current$', chat.session.current$],
      ['received$', chat.messages.received$],
      ['in', chat.messages.in(toBen)],
      ['statusChanged$', chat.messages.statusChanged$],
      ['watch', chat.messages.watch('x')],
      ['changed$', chat.typing.changed$],
      ['pending$', chat.outbox.pending$],
      ['events$', chat.events$],
      ['issues$', chat.issues$],
    ]
    for (const [name, stream$] of streams) stream$.subscribe({ complete: () => ended.push(name) })
    const unsent = firstValueFrom(chat.messages.send(toBen, { body: 'Hi' }).pipe(toArray()))
    chat.destroy()
    await expect(unsent).rejects.toMatchObject({ _tag: 'closed' })
    expect(ended.sort()).toEqual(streams.map(([name]) => name).sort())
    expect(await firstValueFrom(chat.connection.state$.pipe(take(1)))).toMatchObject({
      type: 'closed',
      reason: 'destroyed',
    })
    await expect(lastValueFrom(chat.messages.send(toBen, { body: 'late' }))).rejects.toMatchObject({ _tag: 'closed' })
  })
})
