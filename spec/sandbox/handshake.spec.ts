import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { filter, firstValueFrom, take, timeout, toArray, type Observable } from 'rxjs'
import type { WebSocket } from 'ws'
import { startSandbox, type HandshakeStep, type Sandbox } from '../../sandbox/src/index.js'
import { legalSuccessors, type Chat, type ChatConfig, type ConnectionState } from '../../lib/index.js'
import { chatAgainst } from '../support/talkers.js'
import { recordingWebSocket } from './recording-web-socket.js'

const users = [
  { id: 101, login: 'ann', password: 'passw0rd-ann' },
  { id: 102, login: 'bob', password: 'passw0rd-bob' },
]
const ann = { userId: 101, password: 'passw0rd-ann' }
const quick: ChatConfig['reconnection'] = { totalReconnections: 5, reconnectionTimeout: 20 }

const within = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$.pipe(timeout(8000)))

const reaches = (chat: Chat, type: ConnectionState['type']): Promise<ConnectionState> =>
  within(chat.connection.state$.pipe(filter((state) => state.type === type)))

describe('a handshake over real sockets', () => {
  let sandbox: Sandbox
  const unhandled: unknown[] = []
  const onUnhandled = (error: unknown): void => {
    unhandled.push(error)
  }
  const opened: WebSocket[] = []
  const chats: Chat[] = []
  const start = (): { readonly chat: Chat; readonly states: ConnectionState[] } => {
    const chat = chatAgainst(sandbox, { reconnection: quick, platform: { WebSocket: recordingWebSocket(opened) } })
    const states: ConnectionState[] = []
    chat.connection.state$.subscribe((state) => states.push(state))
    chats.push(chat)
    return { chat, states }
  }

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled)
    process.on('uncaughtException', onUnhandled)
    sandbox = await startSandbox({ users })
  })
  afterEach(() => {
    for (const chat of chats.splice(0)) chat.destroy()
    sandbox.faults.reset()
    opened.length = 0
    expect(unhandled).toEqual([])
  })
  afterAll(async () => {
    process.off('unhandledRejection', onUnhandled)
    process.off('uncaughtException', onUnhandled)
    await sandbox.stop()
  })

  const stepsAndTimes: readonly (readonly [HandshakeStep, number])[] = [
    ['open', 1],
    ['open', 3],
    ['auth', 2],
    ['bind', 2],
    ['enable', 2],
  ]

  it.each(stepsAndTimes)(
    'that dies at %s, %d times, leads to the next attempt and leaves nothing',
    async (step, times) => {
      sandbox.faults.failStep(step, times)
      const { chat, states } = start()
      await within(chat.connection.connect(ann))
      expect(states.filter(({ type }) => type === 'forceClosed')).toHaveLength(times)
      expect(opened).toHaveLength(times + 1)
      for (const socket of opened.slice(0, -1)) {
        expect(socket.readyState).toBeGreaterThanOrEqual(2)
        expect(['open', 'message', 'close'].map((name) => socket.listenerCount(name))).toEqual([0, 0, 0])
      }
      for (const [index, { type }] of states.entries()) {
        const before = states[index - 1]
        if (before !== undefined) expect(legalSuccessors[before.type]).toContain(type)
      }
    },
  )

  it('that dies at the resumption leads to the next, which resumes', async () => {
    const { chat, states } = start()
    await within(chat.connection.connect(ann))
    sandbox.faults.failStep('resume', 2)
    sandbox.faults.cut(101)
    await reaches(chat, 'reconnecting')
    await reaches(chat, 'ready')
    expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
    expect(states.filter(({ type }) => type === 'forceClosed')).toHaveLength(3)
  })

  it('that is refused the resumption binds on the same stream, and keeps delivering', async () => {
    const { chat, states } = start()
    const { chat: other } = start()
    await within(chat.connection.connect(ann))
    await within(other.connection.connect({ userId: 102, password: 'passw0rd-bob' }))
    sandbox.faults.resume('refuse')
    const before = opened.length
    sandbox.faults.cut(101)
    await reaches(chat, 'reconnecting')
    await reaches(chat, 'ready')
    expect(opened).toHaveLength(before + 1)
    expect(states.map(({ type }) => type)).not.toContain('resumed')
    const received = within(other.messages.received$)
    const statuses = await within(
      chat.messages.send({ type: 'private', opponentId: 102 }, { body: 'still here' }).pipe(toArray()),
    )
    expect(statuses.at(-1)).toMatchObject({ status: 'sent' })
    expect(await received).toMatchObject({ body: 'still here' })
  })

  it('gives up after its tries, says so once, and destroy() leaves no socket', async () => {
    sandbox.faults.failStep('auth', 50)
    const { chat, states } = start()
    await expect(within(chat.connection.connect(ann))).rejects.toMatchObject({ _tag: 'link', retryable: true })
    expect(opened).toHaveLength(6)
    expect(states.at(-1)).toMatchObject({ type: 'closed', reason: 'attempts-used-up' })
    chat.destroy()
    expect(opened.every(({ readyState }) => readyState >= 2)).toBe(true)
  })

  it('that is withdrawn leaves no socket open', async () => {
    const { chat } = start()
    const connecting = chat.connection.connect(ann).subscribe()
    await within(
      chat.connection.state$.pipe(
        filter(({ type }) => type === 'authenticated'),
        take(1),
      ),
    )
    connecting.unsubscribe()
    expect(opened.every(({ readyState }) => readyState >= 2)).toBe(true)
    expect(await within(chat.connection.state$)).toMatchObject({ type: 'closed', reason: 'disconnected' })
  })
})
