import { describe, expect, it } from '@jest/globals'
import type { Decoder } from 'io-ts'
import { firstValueFrom } from 'rxjs'
import { createRest } from '../../lib/rest.js'
import { isChatError } from '../../lib/errors/chat-error.js'
import { type Answer, json, page as pageOf } from '../../lib/rest/endpoint.js'
import { readAnswer } from '../../lib/rest/read-answer.js'
import { dialogCodec } from '../../lib/rest/wire/dialog-codec.js'
import { historyMessageCodec } from '../../lib/rest/wire/message-codec.js'
import { sessionCodec } from '../../lib/rest/wire/session-codec.js'
import { userCodec } from '../../lib/rest/wire/user-codec.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { seededRandom } from '../support/seeded-random.js'
import { createUser, createWorld, type VirtualUser } from '../virtual/support/virtual-session.js'
import { fixturesIn, frames } from './support/fixtures.js'
import { mutate } from './support/mutate.js'

const seed = 51
const group = { type: 'group', dialogId: 'd' } as const

const print = (of: number, counts: Readonly<Record<string, number>>): void => {
  process.stdout.write(`seed ${String(of)}: ${JSON.stringify(counts)}\n`)
}

/** The kind of a ChatError; of any other, which is a failure, its name. */
const kindOf = (error: unknown): string =>
  isChatError(error) ? error._tag : error instanceof Error ? `foreign ${error.name}` : 'foreign'

const counted = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Mutations of any of the texts, without end. */
function* mutations(texts: readonly string[], random: () => number): Generator<string, never> {
  const any = (): string => texts[Math.floor(random() * texts.length)] ?? ''
  for (;;) yield mutate(any(), any(), random)
}

const take = function* <T>(source: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const each of source) {
    if (taken++ >= count) return
    yield each
  }
}

describe('mutations of frames', () => {
  it('60,000 are decoded or refused, and none throws', () => {
    const codec = createXmppCodec()
    const counts: Record<string, number> = {}
    for (const frame of take(mutations(frames(), seededRandom(seed)), 60_000)) {
      const element = codec.decode(frame)
      counted(counts, element.kind)
      if (element.kind === 'refused') expect(element.problem).not.toBe('')
      else structuredClone(element)
    }
    print(seed, counts)
    expect(counts['refused']).toBeGreaterThan(10_000)
    expect(counts['message']).toBeGreaterThan(3000)
    expect(counts['iq']).toBeGreaterThan(3000)
  })

  const settle = ({ chat, states, errors }: VirtualUser, pass: (ms: number) => void): void => {
    const reconnect = (): void => {
      chat.connection.connect({ userId: 21, password: 'pw-of-21' }).subscribe({ error: () => undefined })
    }
    for (let tries = 0; tries < 20 && states.at(-1)?.type !== 'ready'; tries++) {
      // A frame may say that it is over for good: a stream error `conflict` for one.
      const { type } = states.at(-1) ?? {}
      if (type === 'closed' || type === 'authenticationFailure') reconnect()
      pass(30_000)
    }
    expect(states.at(-1)?.type).toBe('ready')
    expect(errors.filter((error) => !isChatError(error))).toEqual([])
  }

  it('20,000 come over a live link, and the chat lives on', () => {
    const world = createWorld('granted')
    const { clock, server } = world
    const ann = createUser(world, 21)
    clock.pass(1000)
    const random = seededRandom(seed + 1)
    const live = frames().map((frame) => frame.replaceAll('chat.localhost', 'chat.x').replaceAll('-1@', '-10@'))
    let frame = 0
    for (const text of take(mutations(live, random), 20_000)) {
      if (ann.states.at(-1)?.type !== 'ready') settle(ann, clock.pass)
      ann.line.push(text)
      clock.pass(1)
      if (++frame % 100 !== 0) continue
      settle(ann, clock.pass)
      const id = (0x65a000000000 + frame).toString(16).padEnd(24, '0')
      server.deliver(
        '21-10',
        `<message from="22-10@chat.x/r" to="21-10@chat.x" type="chat" id="${id}"><body>good ${String(frame)}</body></message>`,
      )
      clock.pass(2000)
      expect(ann.received.at(-1)).toBe(`good ${String(frame)}`)
      ann.line.forget()
    }
    print(seed + 1, { issues: ann.issues.length, states: ann.states.length })
    expect(ann.issues.length).toBeGreaterThan(3000)
    // What is no ChatError is told as the app's own code.
    expect(ann.states.filter((state) => 'cause' in state && state.cause.tag === 'unknown')).toEqual([])
    ann.chat.destroy()
    expect(clock.timers()).toBe(0)
  })
})

describe('mutations of answers', () => {
  const inPage = (wire: string): string => `{"items":[${wire}],"total_entries":1,"skip":0,"limit":10}`
  const items = { users: userCodec, dialogs: dialogCodec(21), 'messages-history': historyMessageCodec(21, group) }

  const read = (answer: Answer<unknown>, body: string, status: number, report = (): void => undefined): string => {
    try {
      const raw = { method: 'GET', path: '/x', query: {}, expiresAt: 0, report, status, body, secrets: [] }
      readAnswer(answer, raw)
      return 'value'
    } catch (error) {
      return kindOf(error)
    }
  }

  it('15,000 are decoded or refused by every codec, with a ChatError', () => {
    const counts: Record<string, number> = {}
    const codecs: Readonly<Record<string, Decoder<unknown, unknown>>> = { ...items, session: sessionCodec }
    const random = seededRandom(seed + 2)
    for (const [folder, decoder] of Object.entries(codecs)) {
      for (const body of take(mutations(fixturesIn(folder, '.wire.json'), random), 3750)) {
        for (const status of [200, 422]) counted(counts, read(json(decoder), body, status))
      }
    }
    print(seed + 2, counts)
    expect(Object.keys(counts).sort()).toEqual(['decode', 'http', 'value'])
  })

  it('pages of 5,000 are decoded, reported or refused', () => {
    const random = seededRandom(seed + 3)
    const counts: Record<string, number> = {}
    const report = (): void => {
      counted(counts, 'reported')
    }
    for (const [folder, decoder] of Object.entries(items)) {
      for (const body of take(mutations(fixturesIn(folder, '.wire.json').map(inPage), random), 1667))
        counted(counts, read(pageOf<unknown>(decoder), body, 200, report))
    }
    print(seed + 3, counts)
    expect(Object.keys(counts).sort()).toEqual(['decode', 'reported', 'value'])
  })

  it('2,000 end a call with a value or a ChatError, and the next call works', async () => {
    const session = fixturesIn('session', '.wire.json')[2] ?? ''
    let body = session
    let status = 201
    const rest = createRest({
      application: { id: 1, authKey: 'key' },
      platform: { fetch: () => Promise.resolve(new Response(body, { status })) },
    })
    await firstValueFrom(rest.session.create({ login: 'ann', password: 'pw-of-ann' }))
    const good = inPage(fixturesIn('messages-history', '.wire.json')[0] ?? '')
    const random = seededRandom(seed + 4)
    const counts: Record<string, number> = {}
    for (const text of take(mutations([good, session, '{"errors":{"base":["x"]}}'], random), 2000)) {
      body = text
      status = random() < 0.7 ? 200 : 422
      const outcome: unknown = await firstValueFrom(rest.messages.history(group)).catch((error: unknown) => error)
      counted(counts, outcome instanceof Error ? kindOf(outcome) : 'value')
    }
    print(seed + 4, counts)
    expect(Object.keys(counts).sort()).toEqual(['decode', 'http', 'value'])
    body = good
    status = 200
    expect((await firstValueFrom(rest.messages.history(group))).items).toHaveLength(1)
    rest.destroy()
  }, 120_000)
})
