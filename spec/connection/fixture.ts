import { expect } from '@jest/globals'
import { of, type Observable, type Subscription } from 'rxjs'
import { createConnection, type Connection, type ConnectionDeps } from '../../lib/connection/create-connection.js'
import { createEndpoints } from '../../lib/connection/endpoints.js'
import type { ConnectionEvent } from '../../lib/connection/connection-event.js'
import { legalSuccessors, type ConnectionState } from '../../lib/model/connection-state.js'
import { fixed } from '../../lib/rx/policies.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { createFakeServer, nameOf, type FakeServer } from '../stream/fake-server.js'
import { inVirtualTime, type VirtualTime } from '../stream/virtual-time.js'

export const ann = { userId: 21, password: 'pw-of-ann' }
export const bob = { userId: 22, password: 'pw-of-bob' }

/** What an Observable did so far. */
export interface Watch<T> {
  readonly values: T[]
  readonly error: () => unknown
  readonly completed: () => boolean
  readonly settled: () => boolean
  readonly unsubscribe: () => void
}

export const watch = <T>(source$: Observable<T>): Watch<T> => {
  const values: T[] = []
  let error: unknown
  let completed = false
  const subscription: Subscription = source$.subscribe({
    next: (value) => values.push(value),
    error: (failure: unknown) => {
      error = failure
    },
    complete: () => {
      completed = true
    },
  })
  return {
    values,
    error: () => error,
    completed: () => completed,
    settled: () => completed || error !== undefined,
    unsubscribe: () => {
      subscription.unsubscribe()
    },
  }
}

export interface Fixture extends VirtualTime {
  readonly server: FakeServer
  readonly connection: Connection
  readonly states: ConnectionState[]
  readonly types: () => ConnectionState['type'][]
  readonly events: ConnectionEvent[]
  /** The names of the frames written over the latest socket. */
  readonly written: () => string[]
  /** No timer, listener or open socket of the code under test. */
  readonly nothingLeft: () => void
}

const illegalIn = (states: readonly ConnectionState[]): string[] =>
  states.flatMap(({ type }, index) => {
    const before = states[index - 1]
    return before === undefined || legalSuccessors[before.type].includes(type) ? [] : [`${before.type} → ${type}`]
  })

/**
 * One connection against a fake server in virtual time. Whatever the script does: states follow each other legally, and
 * five minutes later, destroyed, nothing is left.
 */
export const withConnection = (script: (fixture: Fixture) => void, over: Partial<ConnectionDeps> = {}): void => {
  inVirtualTime((time) => {
    const server = createFakeServer(time.world)
    let ids = 0
    const connection = createConnection({
      stream: {
        domain: 'chat.x',
        WebSocket: server.WebSocket,
        codec: createXmppCodec(),
        scheduler: time.scheduler,
        handshakeTimeout: 20_000,
        answerTimeout: 6000,
      },
      endpoints: createEndpoints(of(['wss://chat.x/']), time.scheduler),
      resourceOf: () => of('r1'),
      userName: (userId) => `${String(userId)}-10`,
      sessionUser: () => undefined,
      policy: fixed({ jitter: 0, dormantJitter: 0 }),
      silence: 12_000,
      requestDeadline: 10_000,
      online$: of(true),
      visible$: of(true),
      newId: () => `id${String(++ids)}`,
      revive: ({ resumed }) => of(resumed ? ('resumed' as const) : ('first' as const)),
      ...over,
    })
    const states: ConnectionState[] = []
    const events: ConnectionEvent[] = []
    connection.state$.subscribe((state) => states.push(state))
    connection.event$.subscribe((event) => events.push(event))
    const nothingLeft = (): void => {
      expect(time.timers()).toBe(0)
      for (const socket of server.sockets) {
        expect(socket.listeners()).toBe(0)
        expect(socket.closed()).toBe(true)
      }
    }
    script({
      ...time,
      server,
      connection,
      states,
      types: () => states.map(({ type }) => type),
      events,
      written: () => server.latest().written.map(nameOf),
      nothingLeft,
    })
    time.at(300_000, () => {
      connection.destroy()
      expect(illegalIn(states)).toEqual([])
      nothingLeft()
    })
  })
}
