import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { filter, firstValueFrom, timeout, type Observable } from 'rxjs'
import { WebSocketServer } from 'ws'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.js'
import {
  type ChatError,
  createChat,
  isChatError,
  type Chat,
  type ChatConfig,
  type ChatIssue,
  type ConnectionState,
  type ReceivedMessage,
} from '../../lib/index.js'
import { chatAgainst, type RealtimeServer } from '../support/talkers.js'

const authKey = 'sandbox'
const secrets = [
  'passw0rd-of-ann',
  'wrong-passw0rd',
  'passw0rd-of-bob',
  authKey,
  Buffer.from('\0' + '101-1\0wrong-passw0rd').toString('base64'),
]
const ann = { userId: 101, password: 'passw0rd-of-ann' }
const bob = { userId: 102, password: 'passw0rd-of-bob' }
const toBob = { type: 'private', opponentId: 102 } as const

const within = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$.pipe(timeout(8000)))

/** The one error; fails when there is none, or another than a ChatError. */
const errorOf = async (work: Promise<unknown>): Promise<ChatError> => {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isChatError(outcome)) throw new Error(`no ChatError but ${String(outcome)}`)
  return outcome
}

const chainOf = (error: unknown): unknown[] => (error instanceof Error ? [error, ...chainOf(error.cause)] : [])

/** Everything of an error that an app may log, its causes included. */
const textOf = (error: unknown): string =>
  chainOf(error)
    .map((each) => `${String(each)} ${JSON.stringify(each)} ${each instanceof Error ? (each.stack ?? '') : ''}`)
    .join('\n')

const expectNoSecret = (text: string): void => {
  // The address of the sandbox and this file's own path are no secrets.
  const told = text.replace(/^ +at .*$/gm, '')
  for (const secret of secrets) expect(told).not.toContain(secret)
}

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(portOf(server))
    })
  })

describe('bad input', () => {
  let sandbox: Sandbox
  const chats: Chat[] = []
  const told: { readonly states: ConnectionState[]; readonly issues: ChatIssue[] } = { states: [], issues: [] }
  const start = (server: RealtimeServer = sandbox, config: Partial<ChatConfig> = {}): Chat => {
    const chat = chatAgainst(server, { reconnection: { totalReconnections: 0 }, ...config })
    chats.push(chat)
    chat.connection.state$.subscribe((state) => told.states.push(state))
    chat.issues$.subscribe((issue) => told.issues.push(issue))
    return chat
  }
  const at = (port: number): RealtimeServer => ({
    websocket: `ws://127.0.0.1:${String(port)}/xmpp`,
    chat: 'chat.localhost',
  })

  beforeAll(async () => {
    sandbox = await startSandbox({
      users: [
        { id: ann.userId, login: 'ann', password: ann.password },
        { id: bob.userId, login: 'bob', password: bob.password },
      ],
    })
  })
  afterEach(() => {
    for (const chat of chats.splice(0)) chat.destroy()
    expectNoSecret(JSON.stringify(told))
    told.states.length = 0
    told.issues.length = 0
  })
  afterAll(() => sandbox.stop())

  describe('of credentials', () => {
    it.each([
      ['a wrong password', { userId: 101, password: 'wrong-passw0rd' }],
      ['an unknown user', { userId: 999, password: 'wrong-passw0rd' }],
    ])('%s is refused, and told what to check', async (_name, credentials) => {
      const chat = start(sandbox, { reconnection: { totalReconnections: 5, reconnectionTimeout: 10 } })
      const error = await errorOf(within(chat.connection.connect(credentials)))
      expect(error).toMatchObject({ _tag: 'authentication', retryable: false, detail: { reason: 'not-authorized' } })
      expect(error.message).toMatch(/password/)
      expectNoSecret(textOf(error))
      expect(told.states.map(({ type }) => type)).toEqual(['idle', 'connecting', 'authenticationFailure'])
    })

    it.each([
      ['no positive user id', { userId: 0, password: 'wrong-passw0rd' }],
      ['a user id that is no number', { userId: Number.NaN, password: 'wrong-passw0rd' }],
      ['an empty password', { userId: 101, password: '' }],
    ])('%s is an argument error before any socket', async (_name, credentials) => {
      const chat = start()
      const error = await errorOf(within(chat.connection.connect(credentials)))
      expect(error).toMatchObject({ _tag: 'argument', detail: { name: 'credentials' } })
      expectNoSecret(textOf(error))
      expect(told.states.map(({ type }) => type)).toEqual(['idle'])
    })

    it('none at all is told', async () => {
      const error = await errorOf(within(start().connection.connect()))
      expect(error).toMatchObject({ _tag: 'session' })
      expect(error.message).toMatch(/credentials|session/)
    })
  })

  describe('of servers', () => {
    it('a closed port', async () => {
      const server = createServer()
      const port = await listening(server)
      await new Promise((resolve) => server.close(resolve))
      const error = await errorOf(within(start(at(port)).connection.connect(ann)))
      expect(error).toMatchObject({ _tag: 'link', retryable: true, detail: { reason: 'attempts-used-up' } })
      expect(error.message).toContain(`127.0.0.1:${String(port)}`)
      expect(error.message).toMatch(/endpoints\.websocket/)
      expectNoSecret(textOf(error))
    })

    it('a host that does not exist', async () => {
      const error = await errorOf(
        within(start({ websocket: 'wss://nowhere.invalid/', chat: 'chat.localhost' }).connection.connect(ann)),
      )
      expect(error).toMatchObject({ _tag: 'link', retryable: true })
      expect(error.message).toContain('nowhere.invalid')
      expectNoSecret(textOf(error))
    })

    it('a WebSocket server that does not speak XMPP', async () => {
      const http = createServer()
      const port = await listening(http)
      const server = new WebSocketServer({ server: http, handleProtocols: () => 'xmpp' })
      server.on('connection', (socket) => {
        socket.on('message', () => {
          socket.send('hello')
        })
      })
      const chat = start(at(port), { reconnection: { totalReconnections: 5, reconnectionTimeout: 10 } })
      const error = await errorOf(within(chat.connection.connect(ann)))
      expect(error).toMatchObject({ _tag: 'decode', retryable: false })
      expect(error.message).toMatch(/XMPP.*endpoints\.websocket|endpoints\.websocket.*XMPP/)
      expect(error.message).not.toContain('hello')
      expectNoSecret(textOf(error))
      for (const socket of server.clients) socket.terminate()
      server.close()
      await new Promise((resolve) => http.close(resolve))
    })

    it('a WebSocket server that says nothing', async () => {
      const http = createServer()
      const port = await listening(http)
      const server = new WebSocketServer({ server: http, handleProtocols: () => 'xmpp' })
      const error = await errorOf(within(start(at(port), { timeouts: { handshake: 200 } }).connection.connect(ann)))
      expect(error).toMatchObject({ _tag: 'link', retryable: true })
      expectNoSecret(textOf(error))
      for (const socket of server.clients) socket.terminate()
      server.close()
      await new Promise((resolve) => http.close(resolve))
    })

    it('an HTTP server that is no WebSocket server', async () => {
      const http = createServer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>')
      })
      const port = await listening(http)
      const error = await errorOf(within(start(at(port)).connection.connect(ann)))
      expect(error).toMatchObject({ _tag: 'link', retryable: true })
      expect(error.message).toMatch(/endpoints\.websocket/)
      expectNoSecret(textOf(error))
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    })

    it('a chat domain that the server does not have is told, where the server tells it', async () => {
      const http = createServer()
      const port = await listening(http)
      const server = new WebSocketServer({ server: http, handleProtocols: () => 'xmpp' })
      server.on('connection', (socket) => {
        socket.on('message', () => {
          socket.send('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" from="x"/>')
          socket.send(
            '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><host-unknown xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>',
          )
        })
      })
      const error = await errorOf(within(start(at(port)).connection.connect(ann)))
      expect(error).toMatchObject({ _tag: 'stream', retryable: false, detail: { condition: 'host-unknown' } })
      expect(error.message).toContain('endpoints.chat')
      for (const socket of server.clients) socket.terminate()
      server.close()
      await new Promise((resolve) => http.close(resolve))
    })
  })

  describe('of frames', () => {
    const connected = async (): Promise<{
      readonly chat: Chat
      readonly heard: ReceivedMessage[]
      readonly other: Chat
    }> => {
      const chat = start()
      const other = start()
      const heard: ReceivedMessage[] = []
      chat.messages.received$.subscribe((message) => heard.push(message))
      await within(chat.connection.connect(ann))
      await within(other.connection.connect(bob))
      return { chat, other, heard }
    }
    const sendTo = (from: Chat, body: string): Promise<unknown> =>
      firstValueFrom(
        from.messages.send({ type: 'private', opponentId: 101 }, { body }).pipe(
          filter(({ status }) => status === 'sent'),
          timeout(8000),
        ),
      )

    it.each([
      ['malformed XML', '<message><body>secret text</message>'],
      ['two stanzas in one', '<message/><message/>'],
      ['a document type', '<!DOCTYPE m [<!ENTITY a "b">]><message/>'],
      ['a stanza of no kind', '<iq id="1"/>'],
      ['no XML', 'secret text'],
    ])('%s is passed over: the link lives, the app is told, later messages arrive', async (_name, frame) => {
      const { chat, heard, other } = await connected()
      const issue = within(chat.issues$)
      sandbox.faults.inject(101, frame)
      expect(await issue).toMatchObject({ where: 'stream', issues: [expect.any(String)] })
      expect(JSON.stringify(told.issues)).not.toContain('secret text')
      const arrived = within(chat.messages.received$)
      await sendTo(other, 'later')
      expect(await arrived).toMatchObject({ body: 'later' })
      // It was counted: a resumption does not bring it back.
      const issues = told.issues.length
      sandbox.faults.cut(101)
      await within(chat.connection.state$.pipe(filter(({ type }) => type === 'closed')))
      chat.connection.retryNow()
      await within(chat.connection.state$.pipe(filter(({ type }) => type === 'ready')))
      const last = within(chat.messages.received$)
      await sendTo(other, 'after')
      await last
      expect(told.issues.slice(issues)).toEqual([])
      expect(heard.map(({ body }) => body)).toEqual(['later', 'after'])
      expect(told.states.filter(({ type }) => type === 'resumed')).toHaveLength(1)
    })

    it('a frame of 300 KiB is taken, one of more than a MiB is passed over', async () => {
      const { chat, other, heard } = await connected()
      const body = 'x'.repeat(300 * 1024)
      const arrived = within(chat.messages.received$)
      sandbox.faults.inject(
        101,
        `<message type="chat" id="65a000000000000000000001" from="102-1@chat.localhost/r"><body>${body}</body></message>`,
      )
      expect((await arrived).body).toBe(body)
      const issue = within(chat.issues$)
      sandbox.faults.inject(
        101,
        `<message type="chat" id="65a000000000000000000002" from="102-1@chat.localhost/r"><body>${'x'.repeat(2 ** 20)}</body></message>`,
      )
      expect(await issue).toMatchObject({ where: 'stream' })
      expect(JSON.stringify(told.issues).length).toBeLessThan(1000)
      const later = within(chat.messages.received$)
      await sendTo(other, 'later')
      await later
      expect(heard.map((message) => message.body?.length)).toEqual([body.length, 5])
    })

    it('a message of 300 KiB to send is a size error before anything is sent', async () => {
      const { chat } = await connected()
      const error = await errorOf(within(chat.messages.send(toBob, { body: 'x'.repeat(300 * 1024) })))
      expect(error).toMatchObject({
        _tag: 'size',
        retryable: false,
        detail: { limit: 262_144, bytes: expect.any(Number) },
      })
      expect(error.message).toMatch(/262144/)
      expect(error.message.length).toBeLessThan(400)
      expect(await within(chat.outbox.pending$)).toEqual([])
      expect(await within(chat.connection.state$)).toMatchObject({ type: 'ready' })
    })

    it('the size counts as it is on the wire, markup and escapes included', async () => {
      const { chat } = await connected()
      const error = await errorOf(within(chat.messages.send(toBob, { body: '<'.repeat(70 * 1024) })))
      expect(error).toMatchObject({ _tag: 'size' })
    })
  })

  describe('of configuration', () => {
    const application = { id: 1, authKey }
    /** What a JavaScript app may pass. */
    const made = (config: unknown): ChatError => {
      const isConfig = (value: unknown): value is ChatConfig => value === config
      if (!isConfig(config)) throw new Error('unreachable')
      try {
        createChat(config).destroy()
      } catch (error) {
        if (isChatError(error)) return error
        throw error
      }
      throw new Error('was taken')
    }

    const expectTold = (config: unknown, field: string): void => {
      const error = made(config)
      expect(error).toMatchObject({ _tag: 'config', retryable: false })
      expect(error.detail).toMatchObject({ issues: [expect.stringMatching(new RegExp(`^${field}\\b`))] })
      expect(error.message).toContain(field)
      expectNoSecret(textOf(error))
    }

    it.each<readonly [string, unknown, string]>([
      ['nothing', undefined, 'application'],
      ['null', null, 'application'],
      ['an empty object', {}, 'application'],
      ['null for the application', { application: null }, 'application'],
      ['no application id', { application: { authKey } }, 'application.id'],
      ['an application id of text', { application: { id: '1', authKey } }, 'application.id'],
      ['an application id of 0', { application: { id: 0, authKey } }, 'application.id'],
      ['no auth key', { application: { id: 1 } }, 'application.authKey'],
      ['an auth key of a number', { application: { id: 1, authKey: 5 } }, 'application.authKey'],
      ['an api without scheme', { application, endpoints: { api: 'api.x' } }, 'endpoints.api'],
      ['an api of a number', { application, endpoints: { api: 5 } }, 'endpoints.api'],
      ['a websocket of http', { application, endpoints: { websocket: 'https://x' } }, 'endpoints.websocket'],
      ['a plain websocket', { application, endpoints: { websocket: 'ws://chat.x' } }, 'endpoints.websocket'],
      ['a chat with a port', { application, endpoints: { chat: 'a b' } }, 'endpoints.chat'],
      ['a chat of a number', { application, endpoints: { chat: 5 } }, 'endpoints.chat'],
      ['a muc of a number', { application, endpoints: { muc: 5 } }, 'endpoints.muc'],
      ['tries below 0', { application, reconnection: { totalReconnections: -1 } }, 'reconnection.totalReconnections'],
      ['tries of text', { application, reconnection: { totalReconnections: '5' } }, 'reconnection.totalReconnections'],
      ['a delay of 0', { application, reconnection: { reconnectionTimeout: 0 } }, 'reconnection.reconnectionTimeout'],
      ['delivered of another word', { application, delivered: 'sometimes' }, 'delivered'],
      ['a resource of a number', { application, resource: 5 }, 'resource'],
      ['a stanza size of text', { application, maxStanzaBytes: 'big' }, 'maxStanzaBytes'],
    ])('%s is told', (_name, config, field) => {
      expectTold(config, field)
    })

    it.each<readonly [string, unknown, string]>([
      ['endpoints of null', { application, endpoints: null }, 'endpoints'],
      ['a policy that is none', { application, reconnection: { policy: { tries: 5 } } }, 'reconnection.policy'],
      ['a timeout of text', { application, timeouts: { answer: 'soon' } }, 'timeouts.answer'],
      ['a timeout below 0', { application, timeouts: { rest: -1 } }, 'timeouts.rest'],
    ])('%s is told', (_name, config, field) => {
      expectTold(config, field)
    })

    it('tells every wrong field at once', () => {
      const error = made({ application: { id: 0, authKey: '' }, endpoints: { api: 'x' } })
      expect(error.detail).toMatchObject({
        issues: [
          expect.stringContaining('application.id'),
          expect.stringContaining('application.authKey'),
          expect.stringContaining('endpoints.api'),
        ],
      })
    })
  })
})
