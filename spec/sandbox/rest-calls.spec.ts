import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { concatMap, firstValueFrom, lastValueFrom, tap, type Observable } from 'rxjs'
import { createRest, type Rest } from '../../lib/create-rest.js'
import type { Dialog } from '../../lib/model/dialog.js'
import type { PushTarget } from '../../lib/push/push.js'

const roles = ['owner', 'admin', 'member', 'stranger'] as const
type Role = (typeof roles)[number]
const idOf = (role: Role): number => roles.indexOf(role) + 1
const password = 'password-of-all'
const users = roles.map((login) => ({ id: idOf(login), login, password, fullName: `Full ${login}` }))

let sandbox: Sandbox
/** What would abort the latest request of any client. */
let latest: AbortSignal | undefined
const asked = (): AbortSignal | undefined => latest
/** Besides the roles: a session of the application, which here and there says it is a user's, and what each spec has afresh. */
type Who = Role | 'application' | 'impostor' | 'visitor' | 'passing'
const clients = new Map<Who, Rest>()

const client = (): Rest =>
  createRest({
    application: { id: sandbox.appId, authKey: sandbox.authKey },
    endpoints: { api: sandbox.api, websocket: sandbox.websocket },
    platform: {
      fetch: (input, init) => {
        latest = typeof input === 'object' && 'signal' in input ? input.signal : (init?.signal ?? undefined)
        return fetch(input, init)
      },
    },
  })
const as = (role: Who): Rest => {
  const found = clients.get(role)
  if (found === undefined) throw new Error(`${role} is not signed in`)
  return found
}

beforeAll(async () => {
  sandbox = await startSandbox({ users })
  for (const role of [...roles, 'application'] as const) {
    clients.set(role, client())
    await firstValueFrom(as(role).session.create(role === 'application' ? undefined : { login: role, password }))
  }
  clients.set('impostor', client())
  const session = await firstValueFrom(as('application').session.get())
  await firstValueFrom(as('impostor').session.restore({ ...session, userId: 1 }))
})
afterEach(() => sandbox.faults.reset())
afterAll(async () => {
  for (const rest of clients.values()) rest.destroy()
  await sandbox.stop()
})

/** Fresh dialogs: of the owner, with an admin and a member, and a message of the member in the group. */
interface World {
  readonly group: Dialog
  readonly open: Dialog
  readonly pair: Dialog
  readonly messageId: string
  /** The user who is passing. */
  readonly login: string
  readonly userId: number
}
let passed = 0
/** Somebody who just signed up, and a visitor who did not. */
const pass = async (): Promise<Pick<World, 'login' | 'userId'>> => {
  passed += 1
  const login = `passing-${String(passed)}`
  for (const who of ['passing', 'visitor'] as const) {
    clients.get(who)?.destroy()
    clients.set(who, client())
  }
  await firstValueFrom(as('visitor').session.create())
  const { id } = await firstValueFrom(as('passing').users.create({ login, password }))
  await firstValueFrom(as('passing').session.create({ login, password }))
  return { login, userId: id }
}
const setUp = async (): Promise<World> => {
  const { dialogs } = as('owner')
  const name = 'Weather report'
  const adminIds = [idOf('admin')]
  const group = await firstValueFrom(
    dialogs.create({ type: 'group', name, occupantIds: [idOf('admin'), idOf('member')], adminIds }),
  )
  const open = await firstValueFrom(
    dialogs.create({ type: 'public', name, adminIds, permissions: { allowPreview: true } }),
  )
  for (const role of ['admin', 'member'] as const) await firstValueFrom(as(role).dialogs.subscribe(open))
  const pair = await firstValueFrom(dialogs.create({ type: 'private', occupantIds: [idOf('member')] }))
  const { id } = await firstValueFrom(as('member').messages.create(group, { body: 'hello there' }))
  return { group, open, pair, messageId: id, ...(await pass()) }
}

type Run = (rest: Rest, world: World) => Observable<unknown>
type Good = readonly [call: string, who: Who, run: Run, gives: unknown]
type Bad = readonly [call: string, who: Who, run: Run, status: number]

/** What a call gives in a world of its own. */
const act = async (who: Who, run: Run): Promise<unknown> => {
  const world = await setUp()
  return lastValueFrom(run(as(who), world))
}

const nobody = '5c0900000000000000000099'
const unknown = { type: 'group', dialogId: nobody } as const
const phone: PushTarget = { channel: 'gcm', platform: 'android', token: 'x', environment: 'development', udid: 'u' }

const good: readonly Good[] = [
  ['session.create', 'visitor', ({ session }) => session.create({ login: 'owner', password }), { userId: 1 }],
  ['session.upgrade', 'visitor', ({ session }) => session.upgrade({ login: 'member', password }), { userId: 3 }],
  ['session.logout', 'passing', ({ session }) => session.logout(), { userId: null }],
  ['session.destroy', 'passing', ({ session }) => session.destroy(), undefined],
  ['users.create', 'visitor', (rest, { login }) => rest.users.create({ login: `${login}-2`, password }), { tags: [] }],
  ['users.remove', 'passing', ({ users }) => users.remove(), undefined],
  ['session.get', 'owner', ({ session }) => session.get(), { userId: 1 }],
  ['session.refresh', 'owner', ({ session }) => session.refresh(), { userId: 1 }],
  ['session.destroyOthers', 'stranger', ({ session }) => session.destroyOthers(), undefined],
  ['users.list', 'owner', (rest) => rest.users.list({ filter: { id: { in: [1, 2] } } }), { total: 2 }],
  ['users.get', 'owner', ({ users }) => users.get({ login: 'member' }), { id: 3, fullName: 'Full member' }],
  ['users.update', 'owner', ({ users }) => users.update({ website: 'w', tags: ['a', 'b'] }), { tags: ['a', 'b'] }],
  [
    'users.resetPassword',
    'stranger',
    ({ users }) =>
      users.update({ email: 's@where.example' }).pipe(concatMap(() => users.resetPassword('s@where.example'))),
    undefined,
  ],
  ['dialogs.create', 'owner', ({ dialogs }) => dialogs.create({ type: 'public', name: 'x' }), { type: 'public' }],
  ['dialogs.list', 'member', ({ dialogs }) => dialogs.list({ limit: 1 }), { limit: 1, hasMore: true }],
  ['dialogs.count', 'owner', ({ dialogs }, { pair }) => dialogs.count({ filter: { id: pair.dialogId } }), 1],
  ['dialogs.get', 'member', ({ dialogs }, { group }) => dialogs.get(group.dialogId), { name: 'Weather report' }],
  [
    'dialogs.update',
    'owner',
    ({ dialogs }, { group, messageId }) =>
      dialogs.update(group, {
        ...{ name: 'New', description: '', addOccupantIds: [4], removeOccupantIds: [3] },
        ...{ addAdminIds: [4], removeAdminIds: [2], pinMessageIds: [messageId] },
      }),
    { name: 'New', adminIds: [4], occupantIds: expect.arrayContaining([1, 2, 4]) },
  ],
  ['dialogs.remove', 'member', ({ dialogs }, { group }) => dialogs.remove(group), { notFound: [], refused: [] }],
  [
    'dialogs.remove',
    'owner',
    ({ dialogs }, { group, open }) => dialogs.remove([group, open, unknown], { forEveryone: true }),
    { removed: { length: 2 }, notFound: [nobody], refused: [] },
  ],
  ['dialogs.clearHistory', 'member', ({ dialogs }, { group }) => dialogs.clearHistory(group), undefined],
  ['dialogs.subscribe', 'stranger', ({ dialogs }, { open }) => dialogs.subscribe(open), { type: 'public' }],
  ['dialogs.unsubscribe', 'member', ({ dialogs }, { open }) => dialogs.unsubscribe(open), undefined],
  ['dialogs.occupants', 'member', ({ dialogs }, { open }) => dialogs.occupants(open), { items: { length: 3 } }],
  [
    'dialogs.admins',
    'owner',
    ({ dialogs }, { group }) => dialogs.admins(group, { add: [3], remove: [2] }),
    { adminIds: [3] },
  ],
  ['dialogs.notifications', 'member', ({ dialogs }, { group }) => dialogs.notifications(group), true],
  ['dialogs.setNotifications', 'member', ({ dialogs }, { group }) => dialogs.setNotifications(group, false), false],
  [
    'messages.history',
    'owner',
    ({ messages }, { group }) => messages.history(group, { filter: { senderId: 3 } }),
    { items: [{ body: 'hello there' }] },
  ],
  ['messages.preview', 'stranger', ({ messages }, { open }) => messages.preview(open), { items: [] }],
  ['messages.count', 'owner', ({ messages }, { group }) => messages.count(group), 1],
  [
    'messages.create',
    'owner',
    ({ messages }, { pair }) => messages.create(pair, { body: 'x', params: { colour: 'red' } }),
    { direction: 'outgoing', params: { colour: 'red' }, dialog: { type: 'private', opponentId: 3 } },
  ],
  [
    'messages.update',
    'member',
    ({ messages }, { group, messageId }) => messages.update(group, messageId, { body: 'edited' }),
    undefined,
  ],
  ['messages.markAll', 'owner', ({ messages }, { group }) => messages.markAll(group, 'read'), undefined],
  [
    'messages.remove',
    'member',
    ({ messages }, { messageId }) => messages.remove([messageId, nobody], { forEveryone: true }),
    { removed: { length: 1 }, notFound: [nobody] },
  ],
  [
    'messages.unreadCount',
    'owner',
    ({ messages }, { group }) => messages.unreadCount([group]),
    { total: expect.any(Number) },
  ],
  ['reactions.add', 'owner', ({ reactions }, { messageId }) => reactions.add(messageId, '🔥'), undefined],
  ['reactions.remove', 'owner', ({ reactions }, { messageId }) => reactions.remove(messageId, '🔥'), undefined],
  [
    'reactions.update',
    'owner',
    ({ reactions }, { messageId }) => reactions.update(messageId, { add: '👍', remove: '👎' }),
    undefined,
  ],
  ['reactions.list', 'owner', ({ reactions }, { messageId }) => reactions.list(messageId), {}],
  [
    'search',
    'owner',
    ({ search }, { group }) => search('hello', { dialogs: [group] }),
    { messages: [{ body: 'hello there', dialog: { type: 'group' } }], users: [{ id: 3 }] },
  ],
  [
    'attachments.upload',
    'owner',
    ({ attachments }) => attachments.upload(new Blob(['abc'], { type: 'image/png' }), { name: 'a.png' }),
    { type: 'done', attachment: { type: 'image', size: 3 } },
  ],
  ['push.subscribe', 'owner', ({ push }) => push.subscribe(phone), [{ channel: 'gcm', udid: 'u' }]],
  ['push.list', 'stranger', ({ push }) => push.list(), []],
  [
    'push.send',
    'owner',
    ({ push }) => push.send({ environment: 'development', to: { userIds: [2] }, payload: { message: 'Grüße' } }),
    [{ id: expect.any(Number) }],
  ],
  [
    'addressBook.upload',
    'owner',
    ({ addressBook }) =>
      addressBook.upload([
        { name: 'Ben', phone: '12345678901' },
        { name: 'Cat', phone: '1' },
      ]),
    { created: 1, rejected: { 1: [expect.stringContaining('phone')] } },
  ],
  ['addressBook.get', 'stranger', ({ addressBook }) => addressBook.get(), []],
  ['addressBook.registered', 'stranger', ({ addressBook }) => addressBook.registered(), []],
  ['systemMessages.sendViaRest', 'owner', (rest) => rest.systemMessages.sendViaRest(2, { a: '1' }), expect.any(String)],
]

/** With a token that expired, and a password that is another one by now. */
const locked = ({ users }: Rest, { userId }: World, run: () => Observable<unknown>): Observable<unknown> =>
  users.update({ password: 'another-one', oldPassword: password }).pipe(
    tap(() => sandbox.faults.expireTokens(userId)),
    concatMap(run),
  )
const bad: readonly Bad[] = [
  ['session.create', 'visitor', ({ session }) => session.create({ login: 'owner', password: 'wrong-one' }), 401],
  ['session.get', 'passing', (rest, world) => locked(rest, world, () => rest.session.get()), 401],
  ['session.logout', 'passing', (rest, world) => locked(rest, world, () => rest.session.logout()), 401],
  ['session.refresh', 'passing', (rest, world) => locked(rest, world, () => rest.session.refresh()), 401],
  ['session.destroyOthers', 'application', ({ session }) => session.destroyOthers(), 403],
  ['session.upgrade', 'application', ({ session }) => session.upgrade({ login: 'owner', password: 'wrong-one' }), 401],
  ['users.list', 'passing', (rest, world) => locked(rest, world, () => rest.users.list({ filter: { id: 1 } })), 401],
  ['users.get', 'passing', (rest, world) => locked(rest, world, () => rest.users.get(1)), 401],
  ['users.create', 'application', ({ users }) => users.create({ login: 'owner', password }), 422],
  ['users.update', 'owner', ({ users }) => users.update({ login: 'member' }), 422],
  ['users.resetPassword', 'application', ({ users }) => users.resetPassword('no@where.example'), 404],
  ['dialogs.update', 'stranger', ({ dialogs }, { group }) => dialogs.update(group, { name: 'x' }), 403],
  ['dialogs.update', 'member', ({ dialogs }, { open }) => dialogs.update(open, { name: 'x' }), 403],
  ['dialogs.update', 'member', ({ dialogs }, { group }) => dialogs.update(group, { removeOccupantIds: [2] }), 403],
  ['dialogs.update', 'owner', ({ dialogs }) => dialogs.update(unknown, { name: 'x' }), 404],
  ['dialogs.remove', 'member', ({ dialogs }, { group }) => dialogs.remove(group, { forEveryone: true }), 403],
  ['dialogs.remove', 'owner', ({ dialogs }) => dialogs.remove(unknown), 404],
  ['dialogs.clearHistory', 'member', (rest, { group }) => rest.dialogs.clearHistory(group, { forEveryone: true }), 403],
  ['dialogs.subscribe', 'stranger', ({ dialogs }) => dialogs.subscribe(unknown), 404],
  ['dialogs.unsubscribe', 'stranger', ({ dialogs }) => dialogs.unsubscribe(unknown), 404],
  ['dialogs.occupants', 'stranger', ({ dialogs }) => dialogs.occupants(unknown), 404],
  ['dialogs.admins', 'admin', ({ dialogs }, { group }) => dialogs.admins(group, { add: [3] }), 403],
  ['dialogs.notifications', 'stranger', ({ dialogs }, { group }) => dialogs.notifications(group), 403],
  ['dialogs.setNotifications', 'stranger', (rest, { group }) => rest.dialogs.setNotifications(group, true), 403],
  ['messages.history', 'stranger', ({ messages }, { group }) => messages.history(group), 403],
  ['messages.preview', 'stranger', ({ messages }, { group }) => messages.preview(group), 403],
  ['messages.count', 'stranger', ({ messages }, { group }) => messages.count(group), 403],
  ['messages.create', 'stranger', ({ messages }, { group }) => messages.create(group, { body: 'x' }), 403],
  [
    'messages.update',
    'owner',
    ({ messages }, { group, messageId }) => messages.update(group, messageId, { body: 'x' }),
    403,
  ],
  ['messages.update', 'owner', ({ messages }) => messages.update(unknown, nobody, { read: true }), 404],
  ['messages.markAll', 'owner', ({ messages }) => messages.markAll(unknown, 'read'), 404],
  ['reactions.add', 'stranger', ({ reactions }, { messageId }) => reactions.add(messageId, '🔥'), 403],
  ['reactions.list', 'owner', ({ reactions }) => reactions.list(nobody), 404],
  ['search', 'owner', ({ search }) => search('hell'), 422],
  ['attachments.info', 'owner', ({ attachments }) => attachments.info(999_999), 404],
  ['attachments.remove', 'owner', ({ attachments }) => attachments.remove(999_999), 404],
  ['push.remove', 'owner', ({ push }) => push.remove(999_999), 404],
]

const named = <T extends readonly [string, string, ...unknown[]]>(cases: readonly T[]) =>
  cases.map((it) => [`${it[0]} by ${it[1]}`, it] as const)

/** What an application may do by itself. */
const open = [
  'session.create',
  'session.get',
  'session.refresh',
  'session.upgrade',
  'session.logout',
  'session.destroy',
]
const openUsers = ['users.create', 'users.get', 'users.list', 'users.resetPassword']
const ofUsers = good.filter(([call]) => ![...open, ...openUsers].includes(call))
/** Each call once. */
const once = [...new Map([...bad, ...good].map((it) => [it[0], it] as const)).values()]

describe('REST calls on the sandbox', () => {
  it.each(named(good))('%s succeeds', async (_name, [, who, run, gives]) => {
    const output = await act(who, run)
    expect({ output }).toMatchObject({ output: gives })
  })

  it.each(named(bad))('%s is refused', async (_name, [, who, run, status]) => {
    await expect(act(who, run)).rejects.toMatchObject({
      ...{ name: 'ChatError', _tag: 'http', detail: { status } },
      message: expect.stringContaining(`HTTP ${String(status)}`),
    })
  })

  it.each(named(ofUsers))('%s is refused without a user', async (_name, [, , run]) => {
    await expect(act('impostor', run)).rejects.toMatchObject({
      ...{ _tag: 'http', detail: { status: 403, messages: ['Forbidden. Need user.'] } },
    })
  })

  it.each(named(once))('%s is cancelled by unsubscribing', async (_name, [, who, run]) => {
    const world = await setUp()
    sandbox.faults.nextRest({ delayMs: 300 })
    latest = undefined
    const told: unknown[] = []
    const tell = (value: unknown) => told.push(value)
    const subscription = run(as(who), world).subscribe({ next: tell, error: tell })
    for (let turn = 0; asked() === undefined && turn < 1000; turn += 1) await new Promise(setImmediate)
    subscription.unsubscribe()
    expect(asked()?.aborted).toBe(true)
    await firstValueFrom(as('owner').dialogs.count())
    expect(told).toEqual([])
  })
})

describe('REST on the sandbox, in a row', () => {
  it('keeps what it is told of a file', async () => {
    const { attachments } = as('owner')
    const done = await lastValueFrom(attachments.upload(new File(['hello'], 'a.txt', { type: 'text/plain' })))
    if (done.type !== 'done') throw new Error('not done')
    const { uid = '', id = '' } = done.attachment
    expect(await firstValueFrom(attachments.info(Number(id)))).toMatchObject({ uid, name: 'a.txt', size: 5 })
    const url = await firstValueFrom(attachments.privateUrl(done.attachment))
    expect(await (await fetch(url)).text()).toBe('hello')
    expect((await fetch(await firstValueFrom(attachments.publicUrl(uid)))).status).not.toBe(200)
    await lastValueFrom(attachments.remove(Number(id)))
    await expect(firstValueFrom(attachments.info(Number(id)))).rejects.toMatchObject({ detail: { status: 404 } })
  })

  it('forgets a push subscription that was removed', async () => {
    const { push } = as('admin')
    const [made] = await firstValueFrom(push.subscribe(phone))
    expect(await firstValueFrom(push.list())).toMatchObject([{ id: made?.id }])
    await firstValueFrom(push.remove(made?.id ?? 0))
    expect(await firstValueFrom(push.list())).toEqual([])
  })

  it('shows reactions as sets, in the list and in the history', async () => {
    const { group, messageId } = await setUp()
    const { reactions, messages } = as('owner')
    for (let count = 0; count < 2; count += 1) await firstValueFrom(reactions.add(messageId, '🔥'))
    await firstValueFrom(as('admin').reactions.add(messageId, '🔥'))
    expect(await firstValueFrom(reactions.list(messageId))).toEqual({ '🔥': [1, 2] })
    const { items } = await firstValueFrom(messages.history(group))
    expect(items).toMatchObject([{ reactions: { own: ['🔥'], total: { '🔥': 2 } } }])
  })

  it('counts, marks and edits', async () => {
    const { group, messageId } = await setUp()
    const { messages } = as('owner')
    expect(await firstValueFrom(messages.unreadCount([group]))).toMatchObject({ byDialog: { [group.dialogId]: 1 } })
    await firstValueFrom(messages.update(group, messageId, { read: true }))
    expect(await firstValueFrom(messages.unreadCount([group]))).toMatchObject({ byDialog: { [group.dialogId]: 0 } })
    await firstValueFrom(as('member').messages.update(group, messageId, { body: 'edited' }))
    const { items } = await firstValueFrom(messages.history(group))
    expect(items).toMatchObject([{ body: 'edited', readIds: expect.arrayContaining([1, 3]) }])
  })

  it('signs in as a guest, with a provider, with an upgrade, and out again', async () => {
    const rest = client()
    expect(await firstValueFrom(rest.session.create({ guestName: 'Gus' }))).toMatchObject({
      user: { isGuest: true, fullName: 'Gus' },
    })
    expect(await firstValueFrom(rest.session.create({ provider: 'facebook', token: 'fb-1' }))).toMatchObject({
      userId: expect.any(Number),
    })
    await firstValueFrom(rest.session.create())
    expect(await firstValueFrom(rest.session.upgrade({ login: 'member', password }))).toMatchObject({ userId: 3 })
    expect(await firstValueFrom(rest.users.get(3))).toMatchObject({ login: 'member' })
    expect(await firstValueFrom(rest.session.logout())).toMatchObject({ userId: null })
    await expect(firstValueFrom(rest.dialogs.list())).rejects.toMatchObject({ _tag: 'session' })
    rest.destroy()
  })

  it('changes a password with the old one, and deletes the user', async () => {
    const rest = client()
    await firstValueFrom(rest.users.create({ login: 'passing', password }))
    await firstValueFrom(rest.session.create({ login: 'passing', password }))
    const wrong$ = rest.users.update({ password: 'another-one', oldPassword: 'wrong-one' })
    await expect(firstValueFrom(wrong$)).rejects.toMatchObject({ _tag: 'http' })
    await firstValueFrom(rest.users.update({ password: 'another-one', oldPassword: password }))
    await firstValueFrom(rest.session.create({ login: 'passing', password: 'another-one' }))
    await firstValueFrom(rest.users.remove())
    expect(await firstValueFrom(as('owner').users.get({ login: 'passing' }))).toBeNull()
    rest.destroy()
  })

  it('knows the end of the session that the server tells', async () => {
    const short = await startSandbox({ users, tokenTtlMs: 5000 })
    const rest = createRest({
      application: { id: short.appId, authKey: short.authKey },
      endpoints: { api: short.api, websocket: short.websocket },
    })
    await firstValueFrom(rest.session.create({ login: 'owner', password }))
    await firstValueFrom(rest.users.get(1))
    const current = await firstValueFrom(rest.session.current$)
    rest.destroy()
    await short.stop()
    expect((current?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(1000)
    expect((current?.expiresAt ?? 0) - Date.now()).toBeLessThan(7000)
  })
})
