import { describe, expect, it } from '@jest/globals'
import type { ChatConfig } from '../lib/config.js'
import { readConfig, readUrls } from '../lib/read-config.js'
import { ChatError, isChatError } from '../lib/errors/chat-error.js'
import { fixed } from '../lib/rx/policies.js'

const application = { id: 1, authKey: 'the-secret-key' }

const refusal = (config: ChatConfig): ChatError<'config'> => {
  try {
    readConfig(config)
  } catch (error) {
    if (isChatError(error, 'config')) return new ChatError('config', error.message, { issues: issuesOf(error) })
    throw error
  }
  throw new Error('the configuration was taken')
}
const issuesOf = (error: ChatError): readonly string[] => ('issues' in error.detail ? error.detail.issues : [])
const fieldsOf = (config: ChatConfig): readonly string[] =>
  refusal(config).detail.issues.map((issue) => issue.slice(0, issue.indexOf(':')))

describe('the configuration', () => {
  it('has every default of the cloud', () => {
    expect(readConfig({ application })).toEqual({
      application,
      api: ['https://api.connectycube.com'],
      websocket: ['wss://chat.connectycube.com:5291'],
      chat: 'chat.connectycube.com',
      muc: 'muc.chat.connectycube.com',
      tries: 5,
      reconnectionTimeout: 5000,
      policy: undefined,
      delivered: 'markable',
      activity: 'visible',
      dialogNotices: true,
      resource: undefined,
      timeouts: { rest: 30_000, request: 10_000, handshake: 20_000, answer: 6000, silence: 12_000 },
      maxStanzaBytes: 262_144,
      allowInsecure: false,
    })
  })

  it('derives the room domain, and keeps the timeouts that are not given', () => {
    const { muc, timeouts } = readConfig({ application, endpoints: { chat: 'x.example' }, timeouts: { answer: 5 } })
    expect(muc).toBe('muc.x.example')
    expect(timeouts).toMatchObject({ answer: 5, silence: 12_000 })
  })

  it('writes domains small, as those of incoming JIDs are read', () => {
    const endpoints = { chat: 'Chat.Example.com', muc: 'MUC.Example.com' }
    expect(readConfig({ application, endpoints })).toMatchObject({ chat: 'chat.example.com', muc: 'muc.example.com' })
    expect(readConfig({ application, endpoints: { chat: 'X.Example' } }).muc).toBe('muc.x.example')
  })

  describe('takes addresses from a function as they are,', () => {
    const settings = readConfig({ application, endpoints: { websocket: () => [] } })
    const read = (urls: unknown): unknown => Reflect.apply(readUrls(settings), undefined, [urls])

    it('and what it gives where it would take it itself', () => {
      const urls = ['wss://one.x', 'ws://localhost:1/xmpp']
      expect(read(urls)).toBe(urls)
    })

    it.each([
      ['nothing', undefined],
      ['one text', 'wss://one.x'],
      ['an empty list', []],
      ['no URL', ['one.x']],
      ['a URL of another scheme', ['wss://one.x', 'https://one.x']],
      ['plain ws:// elsewhere', ['ws://one.x']],
    ])('but not %s', (_name, urls) => {
      expect(() => read(urls)).toThrow(
        expect.objectContaining({ _tag: 'config', message: expect.stringMatching(/endpoints.websocket/) }),
      )
    })
  })

  it('takes the tries of a policy', () => {
    const policy = fixed({ tries: 0 })
    expect(readConfig({ application, reconnection: { policy, totalReconnections: 9 } })).toMatchObject({
      tries: 0,
      policy,
    })
  })

  it.each<[string, ChatConfig]>([
    ['application.id', { application: { id: 0, authKey: 'k' } }],
    ['application.id', { application: { id: 1.5, authKey: 'k' } }],
    ['application.authKey', { application: { id: 1, authKey: '' } }],
    ['endpoints.api', { application, endpoints: { api: 'api.connectycube.com' } }],
    ['endpoints.websocket', { application, endpoints: { websocket: 'https://x.example' } }],
    ['endpoints.websocket', { application, endpoints: { websocket: 'ws://x.example' } }],
    ['endpoints.chat', { application, endpoints: { chat: 'wss://x.example' } }],
    ['endpoints.muc', { application, endpoints: { muc: 'https://muc.x.example' } }],
    ['reconnection.totalReconnections', { application, reconnection: { totalReconnections: -1 } }],
    ['reconnection.reconnectionTimeout', { application, reconnection: { reconnectionTimeout: 0 } }],
    ['reconnection.policy', { application, reconnection: { policy: { ...fixed(), tries: -1 } } }],
    ['timeouts.answer', { application, timeouts: { answer: 0 } }],
    ['timeouts.silence', { application, timeouts: { silence: Number.NaN } }],
    ['maxStanzaBytes', { application, maxStanzaBytes: 10 }],
    ['resource', { application, resource: '' }],
  ])('names a wrong %s: %j', (field, config) => {
    expect(fieldsOf(config)).toEqual([field])
  })

  it.each(['ws://localhost:1/x', 'ws://127.0.0.1:1', 'ws://[::1]:1', 'ws://chat.localhost:1'])(
    'lets %s be plain',
    (websocket) => {
      expect(readConfig({ application, endpoints: { websocket } }).websocket).toEqual([websocket])
    },
  )

  it('takes several endpoints, all of which have to be right', () => {
    const websocket = ['wss://one.example', 'wss://two.example']
    expect(readConfig({ application, endpoints: { websocket } }).websocket).toEqual(websocket)
    expect(() => readConfig({ application, endpoints: { websocket: [...websocket, 'https://x'] } })).toThrow(
      /endpoints.websocket/,
    )
    expect(() => readConfig({ application, endpoints: { websocket: [] } })).toThrow(/endpoints.websocket/)
  })

  it('lets plain ws through when told to', () => {
    const config = { application, endpoints: { websocket: 'ws://10.0.0.1' }, allowInsecure: true }
    expect(readConfig(config).websocket).toEqual(['ws://10.0.0.1'])
  })

  it('names everything that is wrong at once, and no value', () => {
    const error = refusal({
      application: { id: 0, authKey: '' },
      endpoints: { websocket: 'ws://user:hidden@x.example' },
      reconnection: { totalReconnections: -7 },
    })
    expect(error.detail.issues).toHaveLength(4)
    expect(error.message).not.toMatch(/hidden|-7/)
  })

  it.each<[string, string]>([
    ['nothing', '{}'],
    ['null', 'null'],
    ['a null application', '{"application":null}'],
    ['no authKey', '{"application":{"id":1}}'],
    ['a domain that is none', '{"application":{"id":1,"authKey":"k"},"endpoints":{"chat":5}}'],
    ['a delivered that is none', '{"application":{"id":1,"authKey":"k"},"delivered":"sometimes"}'],
    ['an activity that is none', '{"application":{"id":1,"authKey":"k"},"activity":"sometimes"}'],
  ])('answers %s from JavaScript with an error of its own', (_name, json) => {
    const config: unknown = JSON.parse(json)
    expect(() => {
      Reflect.apply(readConfig, undefined, [config])
    }).toThrow(expect.objectContaining({ _tag: 'config' }))
  })
})
