import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { firstValueFrom, forkJoin, lastValueFrom } from 'rxjs'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { createRest } from '../../lib/create-rest.js'
import type { DecodeIssue } from '../../lib/rest/decode.js'

const password = 'password-of-all'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 57, login: 'cat', password, fullName: 'Cat' },
]

describe('REST on the sandbox', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ users })
  })
  afterEach(() => sandbox.stop())

  const client = () => {
    const issues: DecodeIssue[] = []
    const rest = createRest({
      application: { id: sandbox.appId, authKey: sandbox.authKey },
      endpoints: { api: sandbox.api, websocket: sandbox.websocket },
    })
    rest.issues$.subscribe((issue) => issues.push(issue))
    const token = () => firstValueFrom(rest.session.current$).then((session) => session?.token)
    return { ...rest, issues, token, history: rest.messages.history }
  }
  const signedIn = async (login: string) => {
    const it = client()
    await firstValueFrom(it.session.create({ login, password }))
    return it
  }

  it('opens, reads and ends a session', async () => {
    const { session } = client()
    const created = await firstValueFrom(session.create({ login: 'ann', password }))
    expect(created).toMatchObject({ userId: 21, user: { login: 'ann', fullName: 'Ann' } })
    expect(await firstValueFrom(session.get())).toMatchObject({ userId: 21, token: created.token })
    await lastValueFrom(session.destroy())
    expect(await firstValueFrom(session.current$)).toBeNull()
  })

  it('opens a session of the application, and is told of a wrong password', async () => {
    const { session } = client()
    expect(await firstValueFrom(session.create())).toMatchObject({ userId: null })
    const wrong = firstValueFrom(session.create({ login: 'ann', password: 'wrong-password' }))
    await expect(wrong).rejects.toMatchObject({ _tag: 'http', detail: { status: 401 } })
  })

  it('outlives expired tokens', async () => {
    const { token, users: people } = await signedIn('ann')
    const before = await token()
    sandbox.faults.expireTokens(21)
    const answers = await lastValueFrom(forkJoin(Array.from({ length: 20 }, () => people.get(56))))
    expect(answers.every((user) => user?.id === 56)).toBe(true)
    expect(await token()).not.toBe(before)
  })

  it('repeats a GET after 429 and gives a typed error for a dropped connection', async () => {
    const { users: people } = await signedIn('ann')
    sandbox.faults.nextRest({ status: 429, headers: { 'Retry-After': '0' }, path: '/users' })
    expect(await firstValueFrom(people.get(56))).toMatchObject({ login: 'ben' })
    sandbox.faults.nextRest({ drop: true, path: '/users' })
    await expect(firstValueFrom(people.get(56))).rejects.toMatchObject({ _tag: 'network', retryable: true })
  })

  it('signs up without a session, and finds users', async () => {
    const { users: people } = client()
    const created = await firstValueFrom(people.create({ login: 'new-one', password, fullName: 'New' }))
    expect(created).toMatchObject({ login: 'new-one', fullName: 'New' })
    const { users: seen } = await signedIn('ann')
    const page = await firstValueFrom(
      seen.list({ filter: { id: { in: [56, created.id] } }, sort: { by: 'id', order: 'asc' } }),
    )
    expect(page.items.map(({ login }) => login)).toEqual(['ben', 'new-one'])
    expect(page).toMatchObject({ total: 2, hasMore: false })
    expect(await firstValueFrom(seen.get(999_999))).toBeNull()
  })

  it('creates dialogs, gives a private one again, and lists them', async () => {
    const { dialogs, issues } = await signedIn('ann')
    const first = await firstValueFrom(dialogs.create({ type: 'private', occupantIds: [56] }))
    expect(first).toMatchObject({ type: 'private', opponentId: 56, name: 'Ben', roomJid: null })
    expect(await firstValueFrom(dialogs.create({ type: 'private', occupantIds: [56] }))).toEqual(first)
    const group = await firstValueFrom(dialogs.create({ type: 'group', name: 'Team', occupantIds: [56, 57] }))
    expect(group).toMatchObject({
      type: 'group',
      name: 'Team',
      ownerId: 21,
      occupantIds: expect.arrayContaining([21, 56, 57]),
    })
    await firstValueFrom(dialogs.create({ type: 'public', name: 'News' }))
    const groups = await firstValueFrom(
      dialogs.list({ filter: { type: { in: ['group', 'public'] } }, sort: { by: 'createdAt', order: 'asc' } }),
    )
    expect(groups.items.map(({ name }) => name)).toEqual(['Team', 'News'])
    expect(await firstValueFrom(dialogs.list({ limit: 1 }))).toMatchObject({ total: 3, limit: 1, hasMore: true })
    expect(issues).toEqual([])
  })

  it('shows a private dialog from the other side', async () => {
    const { dialogs: hers } = await signedIn('ann')
    await firstValueFrom(hers.create({ type: 'private', occupantIds: [56] }))
    const { dialogs } = await signedIn('ben')
    const { items } = await firstValueFrom(dialogs.list({ filter: { type: 'private' } }))
    expect(items).toMatchObject([{ opponentId: 21, name: 'Ann' }])
  })

  it('pages through the history without marking it read', async () => {
    const { dialogs, history, issues, token } = await signedIn('ann')
    const dialog = await firstValueFrom(dialogs.create({ type: 'group', name: 'History', occupantIds: [56] }))
    for (const [message, date_sent] of [
      ['one', 1_700_000_001],
      ['two', 1_700_000_002],
      ['three', 1_700_000_002],
      ['four', 1_700_000_003],
    ])
      await fetch(`${sandbox.api}/chat/Message`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'CB-Token': (await token()) ?? '' },
        body: JSON.stringify({ chat_dialog_id: dialog.dialogId, message, date_sent, colour: 'red' }),
      })
    const { history: read, dialogs: his } = await signedIn('ben')
    const all = await firstValueFrom(read(dialog))
    expect(all.items.map(({ body }) => body)).toHaveLength(4)
    expect(all.items[0]).toMatchObject({ senderId: 21, direction: 'incoming', params: { colour: 'red' } })
    const unread = await firstValueFrom(his.list({ filter: { id: dialog.dialogId } }))
    expect(unread.items[0]?.unreadCount).toBe(4)
    await firstValueFrom(read(dialog, { markRead: true }))
    const after = await firstValueFrom(his.list({ filter: { id: dialog.dialogId } }))
    expect(after.items[0]?.unreadCount).toBe(0)
    const page = await firstValueFrom(history(dialog, { limit: 3 }))
    expect(page.items).toHaveLength(3)
    expect(page.hasMore).toBe(true)
    expect(await firstValueFrom(history({ type: 'private', opponentId: 57 }))).toMatchObject({
      items: [],
      hasMore: false,
    })
    expect(issues).toEqual([])
  })
})
