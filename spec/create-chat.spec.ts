import { describe, expect, it } from '@jest/globals'
import { Observable } from 'rxjs'
import {
  createChat,
  withContacts,
  withLive,
  type Chat,
  type ChatConfig,
  type Features,
  type Stanza,
} from '../lib/index.js'
import { createScriptedServer } from '../lib/testing.js'
import { marbles } from './rx/marbles.js'

const config = { application: { id: 10, authKey: 'none' } }
const keysOf = (features?: Partial<Features>): readonly string[] => {
  const chat: object & { readonly destroy: () => void } = Reflect.apply(createChat, undefined, [config, features])
  chat.destroy()
  return Object.keys(chat)
}

describe('the features of a chat', () => {
  it('are there where they are handed over, and it is the same chat without them', () => {
    const [none, live, both] = [
      keysOf(),
      keysOf({ live: withLive }),
      keysOf({ live: withLive, contacts: withContacts }),
    ].map((keys) => new Set(keys))
    expect(none).not.toContain('live')
    expect(none).not.toContain('contacts')
    expect(live).toEqual(new Set([...(none ?? []), 'live']))
    expect(both).toEqual(new Set([...(none ?? []), 'live', 'contacts']))
    expect(new Set(keysOf({}))).toEqual(none)
  })

  it.each<[string, unknown, readonly string[]]>([
    ['a function', withLive, ['features']],
    ['null', null, ['features']],
    ['a list', [withLive], ['features']],
    ['of another name', { live: withLive, typing: withContacts }, ['features.typing']],
    ['no functions', { live: undefined, contacts: true }, ['features.live', 'features.contacts']],
  ])('are refused where they are %s', (_name, features, wrong) => {
    const refused = () => {
      Reflect.apply(createChat, undefined, [config, features])
    }
    const issues = wrong.map((name) => `${name}: expected live: withLive or contacts: withContacts`)
    const message = `${issues.join('. ')}.`
    expect(refused).toThrow(expect.objectContaining({ _tag: 'config', message, detail: { issues } }))
  })

  it('do their background work for as long as the chat lives', () => {
    let running = 0
    const background$ = new Observable<never>(() => {
      running++
      return () => {
        running--
      }
    })
    const chat = createChat(config, { contacts: (deps) => ({ ...withContacts(deps), background$ }) })
    expect(running).toBe(1)
    chat.destroy()
    expect(running).toBe(0)
  })
})

describe('contacts', () => {
  /** Somebody asks, and a contact is pushed, to a chat of which all events are told. */
  const play = (
    create: (config: ChatConfig) => Chat,
  ): { readonly told: readonly string[]; readonly sent: readonly Stanza[] } => {
    const [told, sent]: [string[], Stanza[]] = [[], []]
    marbles(({ cold, flush }, scheduler) => {
      const server = createScriptedServer({ scheduler, userId: 21 })
      const chat = create(server.config)
      server.sent$.subscribe((stanza) => sent.push(stanza))
      chat.events$.subscribe(({ type }) => told.push(type))
      chat.issues$.subscribe(({ issues }) => told.push(...issues))
      chat.connection.connect({ userId: 21, password: 'any' }).subscribe({ error: () => undefined })
      const item = { jid: '56-1@chat.scripted', subscription: 'from', groups: [] }
      const said: Record<string, Stanza> = {
        a: { kind: 'presence', from: item.jid, type: 'subscribe' },
        b: { kind: 'iq', type: 'set', id: 'push', roster: { items: [item] } },
      }
      cold('-ab', said).subscribe(server.receive)
      scheduler.schedule(() => chat.destroy(), 10)
      flush()
    })
    return { told: told.filter((type) => !/^(connection|outbox)/.test(type)), sent }
  }
  const handedOver = (from: ChatConfig): Chat => createChat(from, { contacts: withContacts })

  it('are told of where they were handed over', () => {
    expect(play(handedOver).told).toEqual(['contact/requested', 'contact/changed'])
  })

  it('are neither listened to nor asked for where they were not', () => {
    const { told, sent } = play(createChat)
    expect(told).toEqual([])
    expect(sent.filter(({ kind }) => kind === 'presence')).toEqual([
      { kind: 'presence' },
      { kind: 'presence', type: 'unavailable' },
    ])
    expect(sent.filter((stanza) => 'roster' in stanza)).toEqual([])
  })
})
