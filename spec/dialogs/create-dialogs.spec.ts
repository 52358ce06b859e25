import { afterEach, describe, expect, it } from '@jest/globals'
import { lastValueFrom, toArray } from 'rxjs'
import { createDialogs } from '../../lib/dialogs/create-dialogs.js'
import type { DialogQuery, NewDialog } from '../../lib/dialogs/dialogs.js'
import type { DecodeIssue } from '../../lib/rest/decode.js'
import { queryOf, recordingServer } from '../rest/recording-server.js'
import type { TestServer } from '../rest/test-server.js'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const at = '2020-01-01T00:00:00Z'
const wire = { _id: 'd', type: 3, user_id: 21, occupants_ids: [21, 56], created_at: at, updated_at: at }

const start = async (answer: unknown = wire, userId: number | null = 21) => {
  const issues: DecodeIssue[] = []
  const { http, server } = await recordingServer(
    () => answer,
    (issue) => issues.push(issue),
  )
  servers.push(server)
  const dialogs = createDialogs({ http, userId: () => userId })
  return { server, dialogs, issues }
}

describe('dialogs.create', () => {
  it.each<[string, NewDialog, unknown]>([
    ['private', { type: 'private', occupantIds: [56] }, { type: 3, occupants_ids: [56] }],
    [
      'group',
      { type: 'group', name: 'Team', occupantIds: [56, 57] },
      { type: 2, name: 'Team', occupants_ids: [56, 57] },
    ],
    [
      'public',
      {
        type: 'public',
        name: 'News',
        description: 'd',
        photo: 'p',
        adminIds: [56],
        extensions: { a: '1' },
        permissions: { allowPreview: true },
        data: { class_name: 'C' },
      },
      {
        type: 4,
        name: 'News',
        description: 'd',
        photo: 'p',
        admins_ids: [56],
        extensions: { a: '1' },
        permissions: { allow_preview: true },
        data: { class_name: 'C' },
      },
    ],
  ])('posts a %s dialog, cold', async (_name, dialog, body) => {
    const { server, dialogs } = await start()
    const create$ = dialogs.create(dialog)
    expect(server.seen).toHaveLength(0)
    expect(await lastValueFrom(create$.pipe(toArray()))).toMatchObject([
      { type: 'private', opponentId: 56, dialogId: 'd' },
    ])
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /chat/Dialog'])
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(body)
  })

  it.each<[string, unknown, RegExp]>([
    ['a broadcast', { type: 'broadcast', name: 'x' }, /type: .*dashboard/],
    ['an unknown type', { type: 'secret' }, /type: expected private, group or public/],
    ['a private one with nobody', { type: 'private', occupantIds: [] }, /occupantIds: .*one other user/],
    ['a private one with oneself', { type: 'private', occupantIds: [21] }, /occupantIds: .*one other user/],
    ['a private one with two', { type: 'private', occupantIds: [1, 2] }, /occupantIds: .*one other user/],
    ['an id that is none', { type: 'private', occupantIds: ['56'] }, /occupantIds: .*positive whole/],
    ['a negative id', { type: 'group', name: 'x', occupantIds: [-1] }, /occupantIds: .*positive whole/],
    ['a fraction', { type: 'group', name: 'x', occupantIds: [1.5] }, /occupantIds: .*positive whole/],
    ['no list', { type: 'group', name: 'x' }, /occupantIds: .*positive whole/],
    ['an empty name', { type: 'group', name: ' ', occupantIds: [1] }, /name: .*not empty/],
    ['no name', { type: 'public' }, /name: .*not empty/],
    ['six admins', { type: 'public', name: 'x', adminIds: [1, 2, 3, 4, 5, 6] }, /adminIds: .*at most 5/],
  ])('refuses %s before any request', async (_name, dialog, message) => {
    const { server, dialogs } = await start()
    const error: unknown = await lastValueFrom(dialogs.create(dialog as NewDialog)).catch((it: unknown) => it)
    expect(error).toMatchObject({ name: 'ChatError', _tag: 'argument' })
    expect(String(error)).toMatch(message)
    expect(server.seen).toHaveLength(0)
  })

  it('needs a user', async () => {
    const { server, dialogs } = await start(wire, null)
    await expect(lastValueFrom(dialogs.list())).rejects.toMatchObject({
      _tag: 'session',
      detail: { reason: 'no-user' },
    })
    expect(server.seen).toHaveLength(0)
  })

  it('errors when the answer is no dialog', async () => {
    const { dialogs } = await start({ _id: 'd' })
    await expect(lastValueFrom(dialogs.create({ type: 'private', occupantIds: [56] }))).rejects.toMatchObject({
      _tag: 'decode',
      detail: { where: 'POST /chat/Dialog' },
    })
  })

  it('gives the id of a private dialog', async () => {
    const { dialogs } = await start()
    expect(await lastValueFrom(dialogs.privateDialogId(56))).toBe('d')
  })
})

describe('dialogs.existingPrivateDialogId', () => {
  const idOf = async (...items: readonly unknown[]) => {
    const { server, dialogs } = await start({ items })
    const ids = await lastValueFrom(dialogs.existingPrivateDialogId(56).pipe(toArray()))
    return { ids, seen: server.seen }
  }

  it('looks for the private dialog with a user, and creates none', async () => {
    const { ids, seen } = await idOf(wire)
    expect(ids).toEqual(['d'])
    expect(seen.map(({ method }) => method)).toEqual(['GET'])
    expect(queryOf(seen[0] ?? { url: '' })).toMatchObject({ type: ['3'], 'occupants_ids[in]': ['56'], limit: ['1'] })
  })

  it.each<[string, readonly unknown[]]>([
    ['there is none', []],
    ['the server does not know the filter', [{ ...wire, occupants_ids: [21, 57] }]],
    ['it answers with a group', [{ ...wire, type: 2, name: 'Team' }]],
  ])('is empty where %s', async (_name, items) => {
    expect((await idOf(...items)).ids).toEqual([])
  })
})

describe('dialogs.list', () => {
  it.each<[string, DialogQuery | undefined, Record<string, string>]>([
    ['nothing', undefined, { sort_desc: 'last_message_date_sent' }],
    [
      'paging and order',
      { limit: 10, skip: 20, sort: { by: 'updatedAt', order: 'asc' } },
      { limit: '10', skip: '20', sort_asc: 'updated_at' },
    ],
    ['types', { filter: { type: { in: ['public', 'group'] } } }, { 'type[in]': '4,2' }],
    ['one type', { filter: { type: 'private', occupantIds: [56] } }, { type: '3', 'occupants_ids[in]': '56' }],
    [
      'times',
      { filter: { updatedAt: { gt: 1_700_000_000_500 }, lastMessageAt: { lte: 5000 } } },
      { 'updated_at[gt]': '1700000000.5', 'last_message_date_sent[lte]': '5' },
    ],
    [
      'ids and name',
      { filter: { id: { nin: ['a', 'b'] }, name: { contains: 'x' } } },
      { '_id[nin]': 'a,b', 'name[ctn]': 'x' },
    ],
    [
      'extensions',
      { filter: { id: 'a', name: 'n', extensions: { k: 'v' } } },
      { _id: 'a', name: 'n', 'extensions[k]': 'v' },
    ],
  ])('asks with %s', async (_name, query, expected) => {
    const { server, dialogs } = await start({ items: [] })
    await lastValueFrom(dialogs.list(query))
    const asked = Object.fromEntries(
      Object.entries(queryOf(server.seen[0] ?? { url: '' })).map(([key, [value]]) => [key, value]),
    )
    expect(asked).toEqual({ ...('sort_asc' in expected ? {} : { sort_desc: 'last_message_date_sent' }), ...expected })
  })

  it.each<[string, DialogQuery]>([
    ['a limit of 0', { limit: 0 }],
    ['a limit above 100', { limit: 101 }],
    ['a negative skip', { skip: -1 }],
    ['no time', { filter: { updatedAt: { gt: NaN } } }],
    ['an empty in', { filter: { id: { in: [] } } }],
    ['no ids', { filter: { occupantIds: [0] } }],
  ])('refuses %s before any request', async (_name, query) => {
    const { server, dialogs } = await start({ items: [] })
    await expect(lastValueFrom(dialogs.list(query))).rejects.toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })

  it.each([
    [
      { total_entries: 5, skip: 2, limit: 2, items: [wire, wire] },
      { total: 5, skip: 2, limit: 2, hasMore: true },
    ],
    [
      { total_entries: 4, skip: 2, limit: 2, items: [wire, wire] },
      { total: 4, skip: 2, limit: 2, hasMore: false },
    ],
    [
      { total_entries: '9', items: [] },
      { total: 9, skip: 0, limit: 100, hasMore: false },
    ],
  ])('gives a page of %j', async (answer, page) => {
    const { dialogs } = await start(answer)
    expect(await lastValueFrom(dialogs.list())).toMatchObject(page)
  })

  it('reports a dialog it cannot read and keeps the others', async () => {
    const { dialogs, issues } = await start({
      total_entries: 3,
      items: [wire, { ...wire, created_at: 'never' }, { ...wire, type: 2 }],
    })
    const { items, total } = await lastValueFrom(dialogs.list())
    expect(items.map(({ type }) => type)).toEqual(['private', 'group'])
    expect(total).toBe(3)
    expect(issues.map(({ where }) => where)).toEqual(['GET /chat/Dialog items.1'])
  })

  it('takes a type and a status it does not know: a room, and none', async () => {
    const { dialogs, issues } = await start({
      total_entries: 1,
      items: [{ ...wire, type: '5', last_message: 'hi', last_message_status: 'heard' }],
    })
    const [dialog] = (await lastValueFrom(dialogs.list())).items
    expect(dialog).toMatchObject({ type: 'group', params: { type: 5 }, lastMessage: { body: 'hi', status: null } })
    expect(issues).toEqual([])
  })
})
