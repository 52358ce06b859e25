import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { concatMap, firstValueFrom, from, lastValueFrom, map, range, timeout, toArray } from 'rxjs'
import { memoryStore, type Chat, type ChatConfig, type Dialog } from '../../lib/index.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'

const password = 'password-of-all'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
]

describe('what was missed', () => {
  let sandbox: Sandbox
  let ann: Chat
  let ben: Chat
  let team: Dialog
  const chats: Chat[] = []

  const open = (config: Partial<ChatConfig> = {}): Chat => {
    const chat = frozen(chatAgainst(sandbox, { reconnection: { reconnectionTimeout: 50 }, ...config }))
    chats.push(chat)
    return chat
  }
  const signIn = (chat: Chat, login: string) =>
    firstValueFrom(
      chat.session.create({ login, password }).pipe(
        concatMap(() => chat.connection.connect()),
        timeout(5000),
      ),
    )
  const comeBack = (chat: Chat) => firstValueFrom(chat.connection.connect().pipe(timeout(15_000)))
  const say = (bodies: readonly string[], dialog: Dialog = team) =>
    lastValueFrom(
      from(bodies).pipe(
        concatMap((body) => ann.messages.send(dialog, { body })),
        toArray(),
      ),
    )

  beforeEach(async () => {
    sandbox = await startSandbox({ users })
    ;[ann, ben] = [open(), open()]
    await signIn(ann, 'ann')
    team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
  })
  afterEach(async () => {
    for (const chat of chats.splice(0)) chat.destroy()
    await sandbox.stop()
  })

  it('tells an edit made meanwhile of a message that was heard before', async () => {
    await signIn(ben, 'ben')
    const received = inbox(ben.messages.received$)
    const changes = inbox(ben.messages.editedOrDeleted$)
    await say(['first'])
    const { id } = await received.first()
    await firstValueFrom(ben.connection.disconnect())
    await lastValueFrom(ann.messages.edit({ id, dialog: team }, { body: 'better' }))
    await comeBack(ben)
    expect(changes.all).toMatchObject([{ type: 'edited', messageId: id, userId: 21, body: 'better' }])
    expect(received.all).toHaveLength(1)
  })

  it('is nothing at the first connection', async () => {
    await say(['before'])
    const received = inbox(ben.messages.received$)
    expect(await signIn(ben, 'ben')).toMatchObject({ continuity: 'first' })
    expect(received.all).toEqual([])
  })

  it('is in, in order and each once, before the link is ready again', async () => {
    await signIn(ben, 'ben')
    const received = inbox(ben.messages.received$)
    await say(['live'])
    await received.first()
    await firstValueFrom(ben.connection.disconnect())
    await say(['one', 'two', 'three'])
    expect(await comeBack(ben)).toMatchObject({ continuity: 'filled' })
    expect(received.all.map(({ body, origin }) => `${body ?? ''} ${origin}`)).toEqual([
      'live live',
      'one catch-up',
      'two catch-up',
      'three catch-up',
    ])
  })

  it('is told as delivered to its author', async () => {
    await signIn(ben, 'ben')
    await firstValueFrom(ben.connection.disconnect())
    const statuses = inbox(ann.messages.statusChanged$)
    const [sent] = await say(['hello'])
    ben.messages.received$.subscribe()
    await comeBack(ben)
    expect(await statuses.first()).toMatchObject({ messageId: sent?.id, userId: 56, status: 'delivered' })
  })

  it('comes in pages', async () => {
    await signIn(ben, 'ben')
    const received = inbox(ben.messages.received$)
    await firstValueFrom(ben.connection.disconnect())
    const bodies = await firstValueFrom(
      range(250).pipe(
        map((n) => String(n)),
        toArray(),
      ),
    )
    await say(bodies)
    expect(await comeBack(ben)).toMatchObject({ continuity: 'filled' })
    expect(received.all.map(({ body }) => body)).toEqual(bodies)
  }, 20_000)

  it('is told as a gap, and not fetched, when nobody listens', async () => {
    await signIn(ben, 'ben')
    const gaps = inbox(ben.messages.gap$)
    await firstValueFrom(ben.connection.disconnect())
    await say(['one'])
    expect(await comeBack(ben)).toMatchObject({ continuity: 'gap' })
    expect(gaps.all).toMatchObject([{ dialog: { dialogId: team.dialogId }, open: true }])
    expect(await firstValueFrom(ben.messages.history(team))).toMatchObject({ items: [{ body: 'one' }] })
  })

  it('is told as a gap of unknown place without a session', async () => {
    await firstValueFrom(ben.connection.connect({ userId: 56, password }))
    const gaps = inbox(ben.messages.gap$)
    ben.messages.received$.subscribe()
    await firstValueFrom(ben.connection.disconnect())
    expect(await firstValueFrom(ben.connection.connect({ userId: 56, password }))).toMatchObject({ continuity: 'gap' })
    expect(gaps.all).toMatchObject([{ dialog: null, open: true }])
  })

  it('is told as a gap when REST fails, and filled once it answers', async () => {
    await signIn(ben, 'ben')
    const [received, gaps] = [inbox(ben.messages.received$), inbox(ben.messages.gap$)]
    await firstValueFrom(ben.connection.disconnect())
    await say(['one'])
    sandbox.faults.nextRest({ status: 503, path: '/chat/Message', times: 1000 })
    expect(await comeBack(ben)).toMatchObject({ continuity: 'gap' })
    expect(gaps.all).toMatchObject([{ dialog: { dialogId: team.dialogId }, open: true }])
    expect(received.all).toEqual([])
    sandbox.faults.reset()
    await gaps.first(({ open: still }) => !still, 12_000)
    expect(received.all.map(({ body }) => body)).toEqual(['one'])
  }, 30_000)

  it('is made up for over a reload, from where it stood', async () => {
    const storage = memoryStore()
    const before = open({ platform: { storage } })
    await signIn(before, 'ben')
    await firstValueFrom(before.connection.disconnect())
    before.destroy()
    await say(['meanwhile'])
    const after = open({ platform: { storage } })
    const received = inbox(after.messages.received$)
    expect(await signIn(after, 'ben')).toMatchObject({ continuity: 'filled' })
    expect(received.all).toMatchObject([{ body: 'meanwhile', origin: 'catch-up' }])
  })

  it('is forgotten with the session', async () => {
    await signIn(ben, 'ben')
    await firstValueFrom(ben.connection.disconnect())
    await firstValueFrom(ben.session.destroy())
    await say(['meanwhile'])
    const received = inbox(ben.messages.received$)
    expect(await signIn(ben, 'ben')).toMatchObject({ continuity: 'first' })
    expect(received.all).toEqual([])
  })
})
