import { afterEach, describe, expect, it } from '@jest/globals'
import { lastValueFrom } from 'rxjs'
import type { DecodeIssue } from '../../lib/rest/decode.js'
import { createUsers } from '../../lib/users/create-users.js'
import type { NewUser, UserQuery } from '../../lib/users/users.js'
import { queryOf, recordingServer } from '../rest/recording-server.js'
import type { TestServer } from '../rest/test-server.js'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const start = async (answer: unknown) => {
  const issues: DecodeIssue[] = []
  const { http, server } = await recordingServer(
    () => answer,
    (issue) => issues.push(issue),
  )
  servers.push(server)
  return { server, issues, users: createUsers({ http, userId: () => 21 }) }
}

describe('users.create', () => {
  it('posts the user', async () => {
    const { server, users } = await start({ user: { id: 5, login: 'bob' } })
    const created = await lastValueFrom(
      users.create({ login: 'bob', password: 'p', fullName: 'Bob', tags: ['a', 'b'] }),
    )
    expect(created).toMatchObject({ id: 5, login: 'bob' })
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/users' })
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      user: { login: 'bob', password: 'p', full_name: 'Bob', tag_list: 'a,b' },
    })
  })

  it.each<[string, unknown]>([
    ['neither login nor email', { password: 'p' }],
    ['no password', { login: 'bob' }],
    ['six tags', { login: 'bob', password: 'p', tags: ['1', '2', '3', '4', '5', '6'] }],
  ])('refuses %s before any request', async (_name, user) => {
    const { server, users } = await start({})
    await expect(lastValueFrom(users.create(user as NewUser))).rejects.toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })
})

describe('users.get', () => {
  it('gives the user or null', async () => {
    expect(await lastValueFrom((await start({ items: [{ id: 5 }] })).users.get(5))).toMatchObject({ id: 5 })
    expect(await lastValueFrom((await start({ items: [] })).users.get(5))).toBeNull()
  })

  it('refuses what is no id', async () => {
    const { users } = await start({})
    await expect(lastValueFrom(users.get(0))).rejects.toMatchObject({ _tag: 'argument', detail: { name: 'filter.id' } })
  })
})

describe('users.list', () => {
  it.each<[string, UserQuery, Record<string, readonly string[]>]>([
    ['ids', { filter: { id: { in: [1, 2] } } }, { 'id[in][]': ['1', '2'] }],
    ['one login', { filter: { login: 'bob' } }, { 'login[eq]': ['bob'] }],
    ['a beginning', { filter: { fullName: { startsWith: 'Marv' } } }, { 'full_name[start_with]': ['Marv'] }],
    [
      'all at once',
      {
        filter: { id: { in: [1] }, tags: { in: ['x'] }, exceptIds: [3], updatedAt: { gt: 0 } },
        sort: { by: 'fullName', order: 'asc' },
        limit: 5,
        skip: 10,
      },
      {
        'id[in][]': ['1'],
        'id[nin][]': ['3'],
        'user_tags[in][]': ['x'],
        'updated_at[gt]': ['1970-01-01T00:00:00.000Z'],
        sort_asc: ['full_name'],
        limit: ['5'],
        offset: ['10'],
      },
    ],
  ])('asks with %s', async (_name, query, expected) => {
    const { server, users } = await start({ items: [] })
    await lastValueFrom(users.list(query))
    expect(server.seen[0]?.url).toMatch(/^\/users\/v2\?/)
    expect(queryOf(server.seen[0] ?? { url: '' })).toEqual(expected)
  })

  it.each<[string, UserQuery]>([
    ['no stand-alone field', { filter: { createdAt: { gt: 1 }, exceptIds: [1] } }],
    ['a short beginning', { filter: { login: { startsWith: 'abc' } } }],
    ['an empty list', { filter: { login: { in: [] } } }],
    ['empty text', { filter: { email: '' } }],
    ['no id', { filter: { id: -1 } }],
    ['no time', { filter: { id: 1, createdAt: { gt: Infinity } } }],
    ['a large limit', { filter: { id: 1 }, limit: 1000 }],
  ])('refuses %s before any request', async (_name, query) => {
    const { server, users } = await start({ items: [] })
    await expect(lastValueFrom(users.list(query))).rejects.toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })

  it('reports a user it cannot read and keeps the others', async () => {
    const { users, issues } = await start({ total_entries: 2, limit: 100, skip: 0, items: [{ id: 'x' }, { id: '7' }] })
    const page = await lastValueFrom(users.list({ filter: { id: { in: [7] } } }))
    expect(page).toMatchObject({ total: 2, hasMore: false, items: [{ id: 7 }] })
    expect(issues).toEqual([{ where: 'GET /users/v2 items.0', issues: ['id: expected user id, got string'] }])
  })
})
