import { describe, expect, it } from '@jest/globals'
import { fixed } from '../../lib/rx/policies.js'
import { nameOf } from '../stream/fake-server.js'
import { ann, bob, watch, withConnection, type Watch } from './fixture.js'

const up = ['idle', 'connecting', 'authenticated', 'ready']

describe('connect and disconnect', () => {
  it('the same user joins what runs: one socket, both are told', () => {
    withConnection(({ connection, at, server }) => {
      const connecting = [watch(connection.connect(ann)), watch(connection.connect(ann))]
      at(2, () => {
        connecting.push(watch(connection.connect({ ...ann })))
      })
      at(100, () => {
        connecting.push(watch(connection.connect(ann)))
        expect(connecting.map(({ values }) => values.length)).toEqual([1, 1, 1, 1])
        expect(connecting.every(({ completed }) => completed())).toBe(true)
        expect(server.sockets).toHaveLength(1)
      })
    })
  })

  it('another user switches: the first is told, its link closed in order', () => {
    withConnection(({ connection, at, server, types, written, states }) => {
      watch(connection.connect(ann))
      at(100, () => {
        watch(connection.connect(bob))
        const [first] = server.sockets
        expect(first?.written.slice(-3).map(nameOf)).toEqual(['a', 'presence', 'close'])
        expect(first?.closed()).toBe(true)
      })
      at(200, () => {
        expect(types()).toEqual([...up, 'connecting', 'authenticated', 'ready'])
        expect(states.at(-1)).toMatchObject({ userId: 22, continuity: 'first' })
        expect(connection.userId()).toBe(22)
        expect(written()).not.toContain('resume')
      })
    })
  })

  it('another user before the outcome: the first errs, closed', () => {
    withConnection(({ connection, at, server, states }) => {
      const first = watch(connection.connect(ann))
      at(2, () => {
        const second = watch(connection.connect(bob))
        expect(first.error()).toMatchObject({ _tag: 'closed' })
        at(100, () => {
          expect(second.completed()).toBe(true)
          expect(server.sockets[0]?.listeners()).toBe(0)
          expect(states.at(-1)).toMatchObject({ userId: 22 })
        })
      })
    })
  })

  it.each([0, 1, 3, 5])('unsubscribing before the outcome withdraws the wish (after %d ms)', (ms) => {
    withConnection(({ connection, at, types, nothingLeft }) => {
      const connecting = watch(connection.connect(ann))
      at(ms, () => {
        connecting.unsubscribe()
        expect(types().at(-1)).toBe('closed')
        nothingLeft()
      })
    })
  })

  it('the wish is withdrawn with the last who waits for it', () => {
    withConnection(({ connection, at, types }) => {
      const first = watch(connection.connect(ann))
      const second = watch(connection.connect(ann))
      first.unsubscribe()
      expect(types()).toEqual(['idle', 'connecting'])
      at(100, () => {
        expect(second.completed()).toBe(true)
      })
    })
  })

  it('unsubscribing after ready does nothing', () => {
    withConnection(({ connection, at, types }) => {
      const connecting = watch(connection.connect(ann))
      at(100, () => {
        connecting.unsubscribe()
      })
      at(1000, () => {
        expect(types()).toEqual(up)
      })
    })
  })

  it('a link that was ready belongs to the chat: who joins its return and leaves withdraws nothing', () => {
    withConnection(({ connection, at, types, server }) => {
      watch(connection.connect(ann))
      at(100, () => {
        server.behaviour.silentAt = ['socket']
        server.latest().drop()
      })
      at(200, () => {
        watch(connection.connect(ann)).unsubscribe()
        expect(types().at(-1)).toBe('connecting')
        server.behaviour.silentAt = []
        server.latest().open()
      })
      at(300, () => {
        expect(types().at(-1)).toBe('ready')
      })
    })
  })

  it('disconnect() closes in order, twice changes nothing, connect() comes back with a fresh session', () => {
    withConnection(({ connection, at, types, written, nothingLeft, states }) => {
      watch(connection.connect(ann))
      at(100, () => {
        const gone = [watch(connection.disconnect()), watch(connection.disconnect())]
        expect(gone.every(({ completed }) => completed())).toBe(true)
        expect(types()).toEqual([...up, 'closed'])
        expect(states.at(-1)).toMatchObject({ reason: 'disconnected' })
        expect(written().slice(-3)).toEqual(['a', 'presence', 'close'])
        nothingLeft()
      })
      at(10_000, () => {
        const again = watch(connection.connect(ann))
        at(100, () => {
          expect(again.completed()).toBe(true)
          expect(written()).not.toContain('resume')
        })
      })
    })
  })

  it('disconnect() before anything was wished does nothing', () => {
    withConnection(({ connection, types }) => {
      expect(watch(connection.disconnect()).completed()).toBe(true)
      expect(types()).toEqual(['idle'])
    })
  })

  it('disconnect() ends who waits, with a typed error', () => {
    withConnection(({ connection, at }) => {
      const connecting = watch(connection.connect(ann))
      at(2, () => {
        watch(connection.disconnect())
        expect(connecting.error()).toMatchObject({ _tag: 'closed' })
      })
    })
  })

  it('disconnect() ends a wait to reconnect, and a dormant one', () => {
    withConnection(
      ({ connection, at, server, nothingLeft, states }) => {
        server.behaviour.silentAt = ['socket']
        watch(connection.connect(ann))
        at(100, () => {
          server.latest().drop()
          expect(states.at(-1)).toMatchObject({ type: 'reconnecting' })
          watch(connection.disconnect())
          nothingLeft()
          watch(connection.connect(ann))
          server.latest().drop()
          at(1, () => {
            server.latest().drop()
            expect(states.at(-1)).toMatchObject({ type: 'reconnecting' })
          })
        })
        at(10_000, () => {
          server.latest().drop()
          expect(states.at(-1)).toMatchObject({ reason: 'attempts-used-up' })
          watch(connection.disconnect())
          expect(states.at(-1)).toEqual({ type: 'closed', reason: 'disconnected' })
          nothingLeft()
        })
      },
      { policy: fixed({ tries: 2, jitter: 0 }) },
    )
  })

  it.each(['before connecting', 'while connecting', 'when ready', 'when dormant', 'after disconnect'] as const)(
    'destroy() %s ends all, twice changes nothing',
    (when) => {
      withConnection(
        ({ connection, at, server, nothingLeft, states }) => {
          if (when === 'when dormant') server.behaviour.dieAt = ['socket']
          const connecting = when === 'before connecting' ? undefined : watch(connection.connect(ann))
          at(when === 'while connecting' ? 3 : 100, () => {
            if (when === 'after disconnect') watch(connection.disconnect())
            connection.destroy()
            connection.destroy()
            expect(states.at(-1)).toEqual({ type: 'closed', reason: 'destroyed' })
            nothingLeft()
            if (when === 'while connecting') expect(connecting?.error()).toMatchObject({ _tag: 'closed' })
            const sockets = server.sockets.length
            const late = watch(connection.connect(ann))
            expect(late.error()).toMatchObject({ _tag: 'closed', retryable: false, detail: { reason: 'destroyed' } })
            expect(watch(connection.connect(bob)).error()).toMatchObject({
              _tag: 'closed',
              detail: { reason: 'destroyed' },
            })
            expect(watch(connection.disconnect()).completed()).toBe(true)
            connection.retryNow()
            connection.wake()
            expect(server.sockets).toHaveLength(sockets)
            nothingLeft()
          })
        },
        { policy: fixed({ tries: 0 }) },
      )
    },
  )

  it('connect() from within the state that withdraws the wish is a new wish, and the old one errs with its own error', () => {
    withConnection(({ connection, at, server }) => {
      server.behaviour.refuseAuth = 'not-authorized'
      const again: Watch<unknown>[] = []
      connection.state$.subscribe(({ type }) => {
        if (type !== 'authenticationFailure') return
        server.behaviour.refuseAuth = undefined
        again.push(watch(connection.connect({ ...ann, password: 'the-new-one' })))
      })
      const refused = watch(connection.connect(ann))
      at(100, () => {
        expect(again.map(({ values }) => values)).toMatchObject([[{ type: 'ready', userId: 21 }]])
        expect(refused.error()).toMatchObject({ _tag: 'authentication' })
      })
    })
  })

  it('retryNow() tries at once where it waits, and only there', () => {
    withConnection(({ connection, at, server, types }) => {
      connection.retryNow()
      expect(server.sockets).toHaveLength(0)
      server.behaviour.dieAt = ['socket', 'socket']
      watch(connection.connect(ann))
      at(1000, () => {
        expect(server.sockets).toHaveLength(2)
        connection.retryNow()
        connection.retryNow()
        expect(server.sockets).toHaveLength(3)
      })
      at(1100, () => {
        expect(types().at(-1)).toBe('ready')
        connection.retryNow()
        expect(server.sockets).toHaveLength(3)
      })
    })
  })
})
