import { afterEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { firstValueFrom, lastValueFrom, type Observable, toArray } from 'rxjs'
import { createRest, type Rest } from '../../lib/create-rest.js'
import { isChatError } from '../../lib/errors/chat-error.js'
import { restTable } from '../../lib/rest-table.js'
import type { Endpoint } from '../../lib/rest/endpoint.js'
import { calls, type CallCase } from './calls.js'
import { answerJson, type Handler, startServer, type TestServer } from './test-server.js'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const start = async (handler: Handler) => {
  const server = await startServer(handler)
  servers.push(server)
  const rest = createRest({ application: { id: 1, authKey: 'k' }, endpoints: { api: server.baseUrl } })
  const session = { id: 1, userId: 21, token: 't', createdAt: 0, expiresAt: Date.now() + 7_200_000 }
  await firstValueFrom(rest.session.restore(session))
  return { rest, server }
}

type Method = (...args: readonly unknown[]) => Observable<unknown>
type Row = Endpoint<readonly unknown[], unknown>

const called = (rest: Rest, { call }: CallCase, args: readonly unknown[]): Observable<unknown> => {
  const [space = '', name] = call.split('.')
  const found = (rest as unknown as Record<string, Record<string, Method> & Method>)[space]
  const method = name === undefined ? found : found?.[name]
  if (method === undefined) throw new Error(`no ${call}`)
  return method(...args)
}

const named = calls.map((it) => [`${it.call}: ${it.asks}`, it] as const)
const refused = calls.flatMap((it) =>
  (it.refuses ?? []).map(([args, name]) => [it.call, JSON.stringify(args).slice(0, 90), it, args, name] as const),
)
const rows = Object.entries(restTable).flatMap(([space, table]) =>
  Object.entries(table as unknown as Record<string, Row>).map(([name, row]) => [`${space}.${name}`, row] as const),
)
const rowOf = (call: string): Row | undefined =>
  rows.find(([name]) => name === (call === 'search' ? 'search.search' : call))?.[1]

describe('the REST surface', () => {
  it.each(named)('asks and reads the answer of %s', async (_name, it) => {
    const { rest, server } = await start((_seen, response) => {
      if (it.answer === undefined) response.end(' ')
      else answerJson(response, 200, it.answer)
    })
    const call$ = called(rest, it, it.args)
    expect(server.seen).toHaveLength(0)
    const outputs = await lastValueFrom(call$.pipe(toArray()))
    expect(outputs).toHaveLength(1)
    if (typeof it.gives === 'object' && it.gives !== null) expect(outputs[0]).toMatchObject(it.gives)
    else expect(outputs[0]).toBe(it.gives)
    expect(structuredClone(outputs)).toEqual(outputs)
    const [seen] = server.seen
    expect(`${seen?.method ?? ''} ${decodeURIComponent(seen?.url ?? '')}`).toBe(it.asks)
    expect(seen?.body === '' ? undefined : JSON.parse(seen?.body ?? '')).toEqual(it.body)
    expect(seen?.headers['cb-token']).toBe('t')
    expect(server.seen).toHaveLength(1)
  })

  it.each(named)('aborts when unsubscribed: %s', async (_name, it) => {
    let arrived = (): void => undefined
    let gone = (): void => undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    const departure = new Promise<void>((resolve) => (gone = resolve))
    const { rest } = await start((_seen, response) => {
      response.on('close', gone)
      arrived()
    })
    const told: unknown[] = []
    const tell = (value: unknown) => told.push(value)
    const subscription = called(rest, it, it.args).subscribe({ next: tell, error: tell })
    await arrival
    subscription.unsubscribe()
    await departure
    expect(told).toEqual([])
  })

  it.each(refused)('%s refuses %s before any request', async (_call, _args, it, args, name) => {
    const { rest, server } = await start((_seen, response) => response.end())
    const error: unknown = await lastValueFrom(called(rest, it, args)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ChatError', _tag: 'argument' })
    expect(isChatError(error, 'argument') && error.detail.name).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')}`))
    expect(server.seen).toHaveLength(0)
  })

  it.each([403, 404, 422])('gives a typed error with the messages of a %d', async (status) => {
    for (const it of calls) {
      const { rest, server } = await start((_seen, response) => {
        answerJson(response, status, { errors: { base: ['Zzz'] } })
      })
      const error: unknown = await lastValueFrom(called(rest, it, it.args)).catch((thrown: unknown) => thrown)
      expect([it.call, error]).toMatchObject([it.call, { _tag: 'http', detail: { status, messages: ['Zzz'] } }])
      await server.close()
    }
  })

  it('needs a user for all but sign-up, sign-in and look-ups', async () => {
    const { rest, server } = await start((_seen, response) => response.end())
    const application = { id: 1, userId: null, token: 't', createdAt: 0, expiresAt: Date.now() + 7_200_000 }
    await firstValueFrom(rest.session.restore(application))
    const open = /^users\.(create|list|get|resetPassword)$/
    for (const it of calls.filter(({ call }) => !open.test(call)))
      await expect(firstValueFrom(called(rest, it, it.args))).rejects.toMatchObject({
        ...{ _tag: 'session', detail: { reason: 'no-user' } },
      })
    expect(server.seen).toHaveLength(0)
  })

  it('has a case for every row', () => {
    const composed = /^session\.|^users\.reset|^attachments\.(create|complete)$/
    const cased = new Set(calls.map(({ call }) => (call === 'search' ? 'search.search' : call)))
    expect(rows.map(([name]) => name).filter((name) => !cased.has(name) && !composed.test(name))).toEqual([])
  })

  it.each(named.filter(([, { call }]) => rowOf(call) !== undefined))(
    'takes any JSON without a throw or a value in the error: %s',
    (_name, it) => {
      const row = rowOf(it.call)
      if (row === undefined) return
      const secret = fc.constantFrom('SECRET', 'SECRET-1')
      const json = fc.oneof(fc.jsonValue(), mutated(it.answer, secret))
      fc.assert(
        fc.property(json, (value) => {
          const issues: unknown[] = []
          try {
            const { answer } = row.call(21, ...it.args)
            const told = { json: () => value, where: 'X', query: {}, expiresAt: 0 }
            answer({ ...told, report: (issue) => issues.push(issue) })
          } catch (error) {
            expect(error).toMatchObject({ _tag: 'decode' })
            issues.push((error as Error).message)
          }
          expect(JSON.stringify(issues)).not.toContain('SECRET')
        }),
        { seed: 7, numRuns: 200 },
      )
    },
  )
})

/** A good answer with something else in one place. */
const mutated = (answer: unknown, secret: fc.Arbitrary<string>): fc.Arbitrary<unknown> => {
  const text = JSON.stringify(answer ?? null)
  const places = [...text.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.]+|true|false|null)(?=[,}\]])/g)].map(
    ({ index, 0: found }) => [index, found.length] as const,
  )
  if (places.length === 0) return fc.constant(answer ?? null)
  return fc
    .tuple(fc.constantFrom(...places), fc.oneof(secret, fc.constantFrom(null, -1, 1.5, true, [], {}, ['SECRET'])))
    .map(([[index, length], value]): unknown =>
      JSON.parse(text.slice(0, index) + JSON.stringify(value) + text.slice(index + length)),
    )
}
