import { describe, expect, it } from '@jest/globals'
import { asyncScheduler, BehaviorSubject, defer, EMPTY, filter, mergeMap, NEVER, of, Subject, throwError } from 'rxjs'
import type { Observable } from 'rxjs'
import { createEndpoints } from '../../lib/connection/endpoints.js'
import type { ChatCredentials } from '../../lib/connection/credentials.js'
import { fixed } from '../../lib/rx/policies.js'
import { nameOf, type FakeServer, type Step } from '../stream/fake-server.js'
import { ann, bob, watch, withConnection } from './fixture.js'

const up = ['idle', 'connecting', 'authenticated', 'ready']

describe('the connection', () => {
  it('does nothing before connect() is subscribed', () => {
    withConnection(({ connection, server, timers, at, types }) => {
      void connection.connect(ann)
      void connection.disconnect()
      at(1000, () => {
        expect(types()).toEqual(['idle'])
        expect(server.sockets).toHaveLength(0)
        expect(timers()).toBe(0)
      })
    })
  })

  it('is ready after the whole handshake, and says so once', () => {
    withConnection(({ connection, at, types, states, written }) => {
      const connecting = watch(connection.connect(ann))
      at(100, () => {
        expect(types()).toEqual(up)
        expect(states.at(-1)).toEqual({ type: 'ready', userId: 21, continuity: 'first' })
        expect(connecting.values).toEqual([{ type: 'ready', userId: 21, continuity: 'first' }])
        expect(connecting.completed()).toBe(true)
        expect(written().slice(0, 8)).toEqual(['open', 'auth', 'open', 'iq bind', 'enable', 'iq id1', 'r', 'presence'])
      })
    })
  })

  it('writes carbons, presence, what a new session has to know, then what revives it, and that to know not at a resumption', () => {
    const reviving = { kind: 'message', id: 'revived', to: 'a@chat.x', body: 'Hi' } as const
    withConnection(
      ({ connection, at, events, server }) => {
        connection.event$.subscribe((event) => {
          if (event.type === 'renewed') event.link.write({ kind: 'iq', type: 'set', id: 'watch' })
        })
        watch(connection.connect(ann))
        at(100, () => {
          const frames = server.latest().written.filter((frame) => /^<(iq|presence|message)/.test(frame))
          expect(frames.map(nameOf).slice(1)).toEqual(['iq id1', 'presence', 'iq watch', 'message revived'])
          server.latest().drop()
        })
        at(1000, () => {
          expect(server.latest().written.map(nameOf)).toContain('resume')
          expect(events.filter(({ type }) => type === 'renewed')).toHaveLength(1)
        })
      },
      {
        revive: (link) =>
          defer(() => {
            if (!link.resumed) link.write(reviving)
            return of(link.resumed ? ('resumed' as const) : ('first' as const))
          }),
      },
    )
  })

  it('is ready only after what revives it has completed, and after the server answered', () => {
    const revived$ = new Subject<'gap'>()
    withConnection(
      ({ connection, at, types, server }) => {
        watch(connection.connect(ann))
        server.behaviour.silentAt = ['carbons']
        at(50, () => {
          expect(types()).toEqual(['idle', 'connecting', 'authenticated'])
          server.push('<iq type="result" id="id1" to="21-10@chat.x/r1"/>')
          expect(types()).toEqual(['idle', 'connecting', 'authenticated'])
          revived$.next('gap')
          revived$.complete()
          expect(types()).toEqual(up)
        })
      },
      { revive: () => revived$ },
    )
  })

  it('is ready where the server refuses carbons', () => {
    withConnection(({ connection, at, types, server }) => {
      watch(connection.connect(ann))
      server.behaviour.silentAt = ['carbons']
      at(50, () => {
        server.push(
          '<iq type="error" id="id1"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
        )
        expect(types()).toEqual(up)
      })
    })
  })

  it('resumes after a cut: at once, on a new socket, with nothing of the handshake repeated', () => {
    withConnection(({ connection, at, types, written, server, states }) => {
      watch(connection.connect(ann))
      at(1000, () => {
        server.latest().drop()
      })
      at(1100, () => {
        expect(types().slice(up.length)).toEqual([
          'forceClosed',
          'reconnecting',
          'connecting',
          'authenticated',
          'resumed',
          'ready',
        ])
        expect(states.at(-1)).toMatchObject({ continuity: 'resumed' })
        expect(written()).toEqual(['open', 'auth', 'open', 'resume', 'r'])
        expect(server.sockets).toHaveLength(2)
      })
    })
  })

  const streamError =
    '<error xmlns="http://etherx.jabber.org/streams"><undefined-condition xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></error>'
  it.each<readonly [string, boolean, (server: FakeServer) => void]>([
    [
      'a link that vanishes',
      false,
      (server) => {
        server.latest().drop(1006)
      },
    ],
    [
      'an acknowledgement of more than was sent',
      false,
      (server) => {
        server.push('<a xmlns="urn:xmpp:sm:3" h="99"/>')
      },
    ],
    [
      'a close code',
      true,
      (server) => {
        server.latest().drop(1001)
      },
    ],
    [
      'a close frame',
      true,
      (server) => {
        server.push('<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>')
      },
    ],
    [
      'a stream error',
      true,
      (server) => {
        server.push(streamError)
      },
    ],
  ])('tells by whose word the link went down: %s', (_how, byServer, end) => {
    withConnection(({ connection, at, server, events }) => {
      watch(connection.connect(ann))
      at(1000, () => {
        end(server)
        expect(events.filter(({ type }) => type === 'down')).toEqual([{ type: 'down', byServer }])
      })
    })
  })

  describe.each(['socket', 'open', 'auth', 'reopen', 'bind', 'enable', 'carbons'] as const)(
    'an attempt that dies at: %s',
    (step: Step) => {
      it('leads to the next, with nothing left over', () => {
        withConnection(({ connection, at, server, states, timers }) => {
          server.behaviour.dieAt = [step, step]
          const connecting = watch(connection.connect(ann))
          at(4000, () => {
            // Two died; the third waits for its 5 s.
            expect(server.sockets).toHaveLength(2)
            expect(server.sockets.map((socket) => socket.listeners())).toEqual([0, 0])
            expect(server.sockets.map((socket) => socket.closed())).toEqual([true, true])
            expect(timers()).toBe(1)
            expect(states.at(-1)).toMatchObject({ type: 'reconnecting', attempt: 2, waitingFor: 'delay' })
            // Once enabled the session can be resumed, and a resumed link is ready before it dies again.
            expect(connecting.settled()).toBe(step === 'carbons')
          })
          at(6000, () => {
            expect(states.at(-1)).toMatchObject({ type: 'ready' })
            expect(connecting.completed()).toBe(true)
            expect(server.sockets).toHaveLength(3)
          })
        })
      })

      it('leaves nothing when it is withdrawn there', () => {
        withConnection(({ connection, at, server, nothingLeft, types }) => {
          server.behaviour.silentAt = [step]
          const connecting = watch(connection.connect(ann))
          at(50, () => {
            if (connecting.settled()) return
            connecting.unsubscribe()
            expect(types().at(-1)).toBe('closed')
            nothingLeft()
          })
        })
      })
    },
  )

  it('goes on when the attempt that was to resume dies, and resumes with the next', () => {
    withConnection(({ connection, at, server, written, states }) => {
      watch(connection.connect(ann))
      at(1000, () => {
        server.behaviour.dieAt = ['resume']
        server.latest().drop()
      })
      at(7000, () => {
        expect(server.sockets).toHaveLength(3)
        expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
        expect(written()).toEqual(['open', 'auth', 'open', 'resume', 'r'])
      })
    })
  })

  it('binds anew after a refused resumption, over the same socket', () => {
    withConnection(({ connection, at, server, types, written, states }) => {
      watch(connection.connect(ann))
      at(1000, () => {
        server.behaviour.resume = 'refuse'
        server.latest().drop()
      })
      at(1100, () => {
        expect(server.sockets).toHaveLength(2)
        expect(types().slice(-3)).toEqual(['connecting', 'authenticated', 'ready'])
        expect(states.at(-1)).toMatchObject({ continuity: 'first' })
        expect(written().slice(0, 8)).toEqual(['open', 'auth', 'open', 'resume', 'iq bind', 'enable', 'iq id2', 'r'])
      })
    })
  })

  describe('a session of whose two addresses its own is gone', () => {
    const endpoints = () => createEndpoints(of(['wss://chat.x/', 'wss://other.x/']), asyncScheduler)

    it.each(['grant', 'refuse'] as const)('is asked for at the other one, at once: %s', (resume) => {
      withConnection(
        ({ connection, at, server, written, states }) => {
          watch(connection.connect(ann))
          at(1000, () => {
            server.behaviour.dieAt = ['socket']
            server.behaviour.resume = resume
            server.latest().drop()
          })
          at(1100, () => {
            expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: resume === 'grant' ? 'resumed' : 'first' })
            expect(server.sockets).toHaveLength(3)
            expect(written().slice(0, 5)).toEqual([
              'open',
              'auth',
              'open',
              'resume',
              resume === 'grant' ? 'r' : 'iq bind',
            ])
          })
        },
        { endpoints: endpoints() },
      )
    })

    it('is given up after 2 s where the other one does not answer, for a new one there', () => {
      withConnection(
        ({ connection, at, server, written, states }) => {
          watch(connection.connect(ann))
          at(1000, () => {
            server.behaviour.dieAt = ['socket']
            server.behaviour.silentAt = ['resume']
            server.latest().drop()
          })
          at(2900, () => {
            expect(written()).toEqual(['open', 'auth', 'open', 'resume'])
          })
          at(3100, () => {
            expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'first' })
            expect(server.sockets).toHaveLength(4)
            expect(written().slice(0, 5)).toEqual(['open', 'auth', 'open', 'iq bind', 'enable'])
          })
        },
        { endpoints: endpoints() },
      )
    })

    it('is waited for where the other one refuses it late, and the handshake goes on', () => {
      withConnection(
        ({ connection, at, server, states }) => {
          watch(connection.connect(ann))
          at(1000, () => {
            server.behaviour.dieAt = ['socket']
            server.behaviour.silentAt = ['resume', 'bind']
            server.latest().drop()
          })
          at(2000, () => {
            server.push('<failed xmlns="urn:xmpp:sm:3"/>')
          })
          at(5000, () => {
            expect(server.sockets).toHaveLength(3)
            server.push(
              '<iq type="result" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>21-10@chat.x/r1</jid></bind></iq>',
            )
          })
          at(5100, () => {
            expect(states.at(-1)).toMatchObject({ type: 'ready' })
          })
        },
        { endpoints: endpoints() },
      )
    })

    it('is kept while the other one is gone, too, and resumed', () => {
      withConnection(
        ({ connection, at, server, written, states }) => {
          watch(connection.connect(ann))
          at(1000, () => {
            server.behaviour.dieAt = ['socket', 'socket']
            server.latest().drop()
          })
          at(7000, () => {
            expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
            expect(written()).toEqual(['open', 'auth', 'open', 'resume', 'r'])
          })
        },
        { endpoints: endpoints() },
      )
    })
  })

  it('notices a half-open link within 20 s and leaves it for a new attempt', () => {
    withConnection(({ connection, at, server, types, nothingLeft }) => {
      watch(connection.connect(ann))
      at(10_000, () => {
        server.behaviour.silentAt = ['other', 'request', 'socket']
      })
      at(30_000, () => {
        expect(types().slice(up.length, up.length + 3)).toEqual(['forceClosed', 'reconnecting', 'connecting'])
        const [first] = server.sockets
        expect(first?.closed()).toBe(true)
        expect(first?.listeners()).toBe(0)
        connection.destroy()
        nothingLeft()
      })
    })
  })

  it.each(['visible$', 'online$'] as const)(
    'asks at once when %s becomes true, and leaves a dead link then',
    (flag) => {
      const flag$ = new BehaviorSubject(true)
      withConnection(
        ({ connection, at, server, written, states }) => {
          watch(connection.connect(ann))
          const questions = (): number => written().filter((name) => name === 'r').length
          let before = 0
          at(5000, () => {
            before = questions()
            flag$.next(false)
          })
          at(7000, () => {
            expect(questions()).toBe(before)
            server.behaviour.silentAt = ['request']
            flag$.next(true)
            expect(questions()).toBe(before + 1)
          })
          at(12_999, () => {
            expect(states.at(-1)?.type).toBe('ready')
          })
          at(13_001, () => {
            expect(states.some(({ type }) => type === 'forceClosed')).toBe(true)
          })
        },
        { [flag]: flag$ },
      )
    },
  )

  it('asks a silent link now and then, and stays', () => {
    withConnection(({ connection, at, types, server, written }) => {
      watch(connection.connect(ann))
      at(60_000, () => {
        expect(types()).toEqual(up)
        expect(server.sockets).toHaveLength(1)
        expect(written().filter((name) => name === 'r').length).toBeGreaterThan(4)
      })
    })
  })

  it('lets what is asked in the answer to a new link be answered over it', () => {
    withConnection(({ connection, at, server }) => {
      const ended: unknown[] = []
      const asked$ = connection.event$.pipe(
        filter(({ type }) => type === 'up'),
        mergeMap(() => connection.request({ type: 'get', to: 'chat.x', ping: true })),
      )
      asked$.subscribe({ next: () => ended.push('answered'), error: (reason: unknown) => ended.push(reason) })
      watch(connection.connect(ann))
      at(100, () => {
        const [, id = ''] = /<iq [^>]*id="(\w+)"[^>]*>(?=<ping)/.exec(server.latest().written.join('')) ?? []
        server.latest().say(`<iq type="result" id="${id}" from="chat.x"/>`)
        expect(ended).toEqual(['answered'])
      })
    })
  })

  it('asks nothing while stanzas come', () => {
    withConnection(({ connection, at, server, written }) => {
      watch(connection.connect(ann))
      const asked = (): number => written().filter((name) => name === 'r').length
      let before = 0
      at(1000, () => (before = asked()))
      for (let ms = 5000; ms < 60_000; ms += 5000)
        at(ms, () => server.latest().say('<message from="22-10@chat.x/r" type="chat"><body>there</body></message>'))
      at(60_000, () => expect(asked()).toBe(before))
    })
  })

  it('asks at once when the page becomes visible or the network returns', () => {
    const visible$ = new BehaviorSubject(true)
    const online$ = new BehaviorSubject(true)
    withConnection(
      ({ connection, at, server }) => {
        watch(connection.connect(ann))
        for (const [ms, flag$] of [
          [1000, visible$],
          [2000, online$],
        ] as const) {
          at(ms, () => {
            flag$.next(false)
            const before = server.latest().written.length
            flag$.next(true)
            expect(server.latest().written.slice(before).map(nameOf)).toEqual(['r'])
          })
        }
      },
      { visible$, online$ },
    )
  })

  it('still asks when the network returns, and tries at once on retryNow(), after the page’s visibility erred', () => {
    const online$ = new BehaviorSubject(true)
    withConnection(
      ({ connection, at, server, written }) => {
        watch(connection.connect(ann))
        at(1000, () => {
          online$.next(false)
          const before = written().length
          online$.next(true)
          expect(written().slice(before)).toEqual(['r'])
        })
        at(2000, () => {
          server.behaviour.dieAt = ['socket']
          server.latest().drop()
        })
        at(2100, () => {
          expect(server.sockets).toHaveLength(2)
          connection.retryNow()
          expect(server.sockets).toHaveLength(3)
        })
      },
      { online$, visible$: throwError(() => new Error('no such page')) },
    )
  })

  it('gives up after five tries, dormant and not dead, and errs once', () => {
    withConnection(({ connection, at, server, states }) => {
      server.behaviour.dieAt = Array.from({ length: 7 }, () => 'socket' as const)
      const connecting = watch(connection.connect(ann))
      at(21_000, () => {
        expect(server.sockets).toHaveLength(6)
        expect(states.at(-1)).toMatchObject({
          type: 'closed',
          reason: 'attempts-used-up',
          nextAttemptAt: expect.any(Number),
        })
        expect(connecting.error()).toMatchObject({
          _tag: 'link',
          retryable: true,
          detail: { reason: 'attempts-used-up' },
        })
      })
      at(85_000, () => {
        expect(server.sockets).toHaveLength(7)
      })
      at(90_000, () => {
        const again = watch(connection.connect(ann))
        at(100, () => {
          expect(again.completed()).toBe(true)
          expect(server.sockets).toHaveLength(8)
        })
      })
    })
  })

  it('makes no automatic try of any kind with 0 tries', () => {
    const visible$ = new BehaviorSubject(true)
    const online$ = new BehaviorSubject(true)
    withConnection(
      ({ connection, at, server, states }) => {
        watch(connection.connect(ann))
        at(1000, () => {
          server.latest().drop()
        })
        at(100_000, () => {
          visible$.next(false)
          visible$.next(true)
          online$.next(false)
          online$.next(true)
          connection.wake()
        })
        at(200_000, () => {
          expect(server.sockets).toHaveLength(1)
          expect(states.at(-1)).toMatchObject({ type: 'closed', reason: 'attempts-used-up', nextAttemptAt: null })
          connection.retryNow()
        })
        at(200_100, () => {
          expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
        })
      },
      { policy: fixed({ tries: 0 }), visible$, online$ },
    )
  })

  it('waits for the network without using up tries', () => {
    const online$ = new BehaviorSubject(true)
    withConnection(
      ({ connection, at, server, states }) => {
        watch(connection.connect(ann))
        at(1000, () => {
          online$.next(false)
          server.latest().drop()
        })
        at(100_000, () => {
          expect(server.sockets).toHaveLength(1)
          expect(states.at(-1)).toMatchObject({
            type: 'reconnecting',
            attempt: 1,
            waitingFor: 'network',
            nextAttemptAt: null,
          })
          online$.next(true)
        })
        at(100_100, () => {
          expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
        })
      },
      { online$ },
    )
  })

  it.each([
    ['conflict', 'closed', false],
    ['policy-violation', 'closed', false],
    ['system-shutdown', 'ready', true],
  ])('after the stream error %s it is %s', (condition, type, again) => {
    withConnection(({ connection, at, server, types, states }) => {
      watch(connection.connect(ann))
      at(3000, () => {
        server.push(
          `<stream:error xmlns:stream="http://etherx.jabber.org/streams"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>`,
        )
      })
      at(60_000, () => {
        expect(types().at(-1)).toBe(type)
        expect(server.sockets).toHaveLength(again ? 2 : 1)
        if (!again) expect(states.at(-1)).toMatchObject({ reason: 'refused', cause: { tag: 'stream' } })
      })
    })
  })

  describe('thrown out just after a login, as in a cluster that takes the old session for the new one,', () => {
    const conflict =
      '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>'

    it('comes back after a second, anew', () => {
      withConnection(({ connection, at, server, written, types }) => {
        watch(connection.connect(ann))
        at(900, () => {
          server.push(conflict)
        })
        at(1800, () => {
          expect(server.sockets).toHaveLength(1)
        })
        at(2000, () => {
          expect(types().at(-1)).toBe('ready')
          expect(server.sockets).toHaveLength(2)
          expect(written()).not.toContain('resume')
        })
      })
    })

    it('gives way to the third conflict in a row, and to one that comes later', () => {
      withConnection(({ connection, at, server, types }) => {
        watch(connection.connect(ann))
        // The third comes over the link that the first two led to, each after its wait: 1 s, and the policy's 5 s.
        for (const ms of [100, 1200, 6300])
          at(ms, () => {
            expect(types().at(-1)).toBe('ready')
            server.push(conflict)
          })
        at(8000, () => {
          expect(types().at(-1)).toBe('closed')
          watch(connection.connect(ann))
        })
        at(12_000, () => {
          expect(types().at(-1)).toBe('ready')
          server.push(conflict)
        })
        at(20_000, () => {
          expect(types().at(-1)).toBe('closed')
        })
      })
    })

    it('gives way to one that comes before a link was ever up, by a clock that begins at 0', () => {
      withConnection(({ connection, at, server, types }) => {
        watch(connection.connect(ann))
        at(3, () => {
          server.push(conflict)
        })
        at(20_000, () => {
          expect(types().at(-1)).toBe('closed')
          expect(server.sockets).toHaveLength(1)
        })
      })
    })

    it('counts anew after a minute', () => {
      withConnection(({ connection, at, server, types }) => {
        watch(connection.connect(ann))
        for (const ms of [100, 1200, 67_200])
          at(ms, () => {
            server.push(conflict)
          })
        at(67_000, () => {
          server.latest().drop()
        })
        at(80_000, () => {
          expect(types().at(-1)).toBe('ready')
        })
      })
    })
  })

  it('binds anew when a resumption of its own, cut unanswered, comes through late and takes the resource', () => {
    const conflict =
      '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>'
    withConnection(({ connection, at, server, states, types }) => {
      watch(connection.connect(ann))
      at(1000, () => {
        server.behaviour.dieAt = ['resume']
        server.latest().drop()
      })
      at(20_000, () => {
        expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'resumed' })
        server.push(conflict)
      })
      at(20_100, () => {
        expect(states.at(-1)).toMatchObject({ type: 'ready', continuity: 'first' })
      })
      at(30_000, () => {
        // Somebody else's is still the end.
        server.push(conflict)
      })
      at(60_000, () => {
        expect(types().at(-1)).toBe('closed')
      })
    })
  })

  it('does not try again with credentials that were refused, and tells no secret', () => {
    withConnection(({ connection, at, server, states }) => {
      server.behaviour.refuseAuth = 'not-authorized'
      const connecting = watch(connection.connect(ann))
      at(60_000, () => {
        expect(server.sockets).toHaveLength(1)
        expect(states.at(-1)).toEqual({ type: 'authenticationFailure', reason: 'not-authorized' })
        expect(connecting.error()).toMatchObject({ _tag: 'authentication', retryable: false })
        expect(JSON.stringify([states, connecting.error(), String(connecting.error())])).not.toContain(ann.password)
        server.behaviour.refuseAuth = undefined
        const again = watch(connection.connect(ann))
        at(100, () => {
          expect(again.completed()).toBe(true)
        })
      })
    })
  })

  it('tries again after a failure that the server calls temporary', () => {
    withConnection(({ connection, at, server, types }) => {
      server.behaviour.refuseAuth = 'temporary-auth-failure'
      watch(connection.connect(ann))
      at(100, () => {
        server.behaviour.refuseAuth = undefined
      })
      at(6000, () => {
        expect(types().at(-1)).toBe('ready')
        expect(types()).not.toContain('authenticationFailure')
      })
    })
  })

  it('keeps every state in order for all who listen, when one of them connects anew from within', () => {
    withConnection(({ connection, at, server, types }) => {
      const seen: string[] = []
      connection.state$.subscribe(({ type }) => {
        if (type !== 'authenticationFailure') return
        server.behaviour.refuseAuth = undefined
        watch(connection.connect(bob))
      })
      connection.state$.subscribe(({ type }) => seen.push(type))
      server.behaviour.refuseAuth = 'not-authorized'
      watch(connection.connect(ann))
      at(100, () => {
        const all = ['idle', 'connecting', 'authenticationFailure', 'connecting', 'authenticated', 'ready']
        expect(types()).toEqual(all)
        expect(seen).toEqual(all)
      })
    })
  })

  it('ends with its last state when one of those who listen destroys it from within', () => {
    withConnection(({ connection, at, server, types }) => {
      const seen: string[] = []
      connection.state$.subscribe(({ type }) => {
        if (type === 'ready') connection.destroy()
      })
      const late = watch(connection.state$)
      connection.state$.subscribe(({ type }) => seen.push(type))
      watch(connection.connect(ann))
      at(100, () => {
        const all = ['idle', 'connecting', 'authenticated', 'ready', 'closed']
        expect(types()).toEqual(all)
        expect(seen).toEqual(all)
        expect(late.completed()).toBe(true)
        expect(server.latest().listeners()).toBe(0)
      })
    })
  })

  it('reports a refused frame and lives', () => {
    withConnection(({ connection, at, server, events, types }) => {
      watch(connection.connect(ann))
      at(100, () => {
        server.push('<message><body>', '<message id="a"/>')
        expect(events.slice(-2)).toMatchObject([{ type: 'refused' }, { type: 'stanza' }])
        expect(types()).toEqual(up)
      })
    })
  })

  describe('requests', () => {
    it('to it are answered: a ping with a result, all else with service-unavailable, an answer with nothing', () => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        at(100, () => {
          const before = server.latest().written.length
          server.push(
            '<iq type="get" id="p" from="chat.x"><ping xmlns="urn:xmpp:ping"/></iq>',
            '<iq type="set" id="v" from="22-10@chat.x/r"><query xmlns="urn:unknown"/></iq>',
            '<iq type="result" id="nobody-asked" from="chat.x"/>',
            '<iq type="error" id="nobody-asked" from="chat.x"/>',
          )
          const answers = server
            .latest()
            .written.slice(before)
            .filter((frame) => frame.startsWith('<iq'))
          expect(answers).toEqual([
            '<iq xmlns="jabber:client" type="result" id="p" to="chat.x"/>',
            '<iq xmlns="jabber:client" type="error" id="v" to="22-10@chat.x/r"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
          ])
        })
      })
    })

    it('of its own are answered by the addressee alone', () => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        at(100, () => {
          server.behaviour.silentAt = ['other']
          const asked = watch(connection.request({ type: 'get', to: 'chat.x', ping: true }))
          const own = watch(connection.request({ type: 'get', ping: true }))
          server.push(
            '<iq type="result" id="id2" from="22-10@chat.x/r"/>',
            '<iq type="result" id="id2"/>',
            '<iq type="get" id="id2" from="chat.x"/>',
            '<iq type="result" id="id3" from="22-10@chat.x/r"/>',
            '<iq type="error" id="id3" from="evil.x"/>',
          )
          expect([asked.settled(), own.settled()]).toEqual([false, false])
          server.push('<iq type="result" id="id2" from="chat.x"/>', '<iq type="result" id="id3" from="21-10@chat.x"/>')
          expect([asked.completed(), own.completed()]).toEqual([true, true])
          expect(asked.values).toHaveLength(1)
        })
      })
    })

    it('of its own are cold, mint an id each time and end at the deadline', () => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        const request$ = connection.request({ type: 'get', to: 'chat.x', ping: true })
        at(100, () => {
          server.behaviour.silentAt = ['other']
          const asked = watch(request$)
          const again = watch(request$)
          expect(
            server
              .latest()
              .written.slice(-4)
              .filter((frame) => frame.startsWith('<iq'))
              .map(nameOf),
          ).toEqual(['iq id2', 'iq id3'])
          again.unsubscribe()
          at(9999, () => {
            expect(asked.settled()).toBe(false)
          })
          at(10_001, () => {
            expect(asked.error()).toMatchObject({ _tag: 'timeout', retryable: true, detail: { ms: 10_000 } })
          })
        })
      })
    })

    it('of its own err with what the server answers', () => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        at(100, () => {
          server.behaviour.silentAt = ['other']
          const asked = watch(connection.request({ type: 'get', ping: true }))
          server.push(
            '<iq type="error" id="id2"><error type="wait" code="500"><resource-constraint xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
          )
          expect(asked.error()).toMatchObject({
            _tag: 'stanza',
            retryable: true,
            detail: { condition: 'resource-constraint', type: 'wait', code: 500 },
          })
        })
      })
    })

    it('of its own survive a resumption, written again with it', () => {
      withConnection(({ connection, at, server, written }) => {
        watch(connection.connect(ann))
        at(100, () => {
          server.behaviour.silentAt = ['other', 'request']
          const asked = watch(connection.request({ type: 'get', to: 'chat.x', ping: true }))
          server.latest().drop()
          server.behaviour.silentAt = ['request']
          at(50, () => {
            expect(written()).toContain('iq id2')
            expect(asked.settled()).toBe(false)
            server.push('<iq type="result" id="id2" from="chat.x"/>')
            expect(asked.completed()).toBe(true)
          })
        })
      })
    })

    it('of its own err when their session is lost', () => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        at(100, () => {
          server.behaviour.silentAt = ['other']
          const asked = watch(connection.request({ type: 'get', to: 'chat.x', ping: true }))
          server.behaviour.resume = 'refuse'
          server.latest().drop()
          at(50, () => {
            expect(asked.error()).toMatchObject({ _tag: 'link', retryable: true })
          })
        })
      })
    })

    it.each(['disconnect', 'destroy', 'another user'] as const)('of its own err at: %s', (end) => {
      withConnection(({ connection, at, server }) => {
        watch(connection.connect(ann))
        at(100, () => {
          server.behaviour.silentAt = ['other']
          const asked = watch(connection.request({ type: 'get', to: 'chat.x', ping: true }))
          if (end === 'disconnect') watch(connection.disconnect())
          else if (end === 'destroy') connection.destroy()
          else watch(connection.connect(bob))
          at(50, () => {
            expect(asked.error()).toMatchObject({ _tag: expect.stringMatching(/^(link|closed)$/) })
          })
        })
      })
    })

    it('of its own err at once while there is no link', () => {
      withConnection(({ connection }) => {
        expect(watch(connection.request({ type: 'get', ping: true })).error()).toMatchObject({
          _tag: 'link',
          retryable: true,
        })
        expect(watch(connection.send({ kind: 'presence' })).error()).toMatchObject({ _tag: 'link' })
      })
    })

    it('are written as they are when they are sent, also when an app uses one again', () => {
      withConnection(({ connection, server, at }) => {
        watch(connection.connect(ann))
        at(100, () => {
          const own = { kind: 'presence' as const, show: 'away' }
          watch(connection.send(own))
          own.show = 'dnd'
          watch(connection.send(own))
          expect(server.latest().written.filter((frame) => frame.includes('<show>'))).toEqual([
            expect.stringContaining('away'),
            expect.stringContaining('dnd'),
          ])
        })
      })
    })
  })

  it('asks a credentials function anew at every attempt', () => {
    withConnection(({ connection, at, server }) => {
      let asked = 0
      watch(connection.connect(() => of({ userId: 21, password: `token-${String(++asked)}` })))
      at(1000, () => {
        server.latest().drop()
      })
      at(2000, () => {
        expect(asked).toBe(2)
      })
    })
  })

  it('takes the first credentials of an Observable, and opens one socket', () => {
    withConnection(({ connection, at, server, types }) => {
      const token$ = new BehaviorSubject(ann)
      watch(connection.connect(() => token$))
      at(100, () => {
        token$.next({ ...ann, password: 'another' })
      })
      at(200, () => {
        expect(server.sockets).toHaveLength(1)
        expect(types()).toEqual(up)
      })
    })
  })

  it.each([
    ['gives none', () => EMPTY],
    [
      'throws',
      () => {
        throw new Error('secret-of-the-app')
      },
    ],
    ['gives what are none', () => ({ userId: Number.NaN, password: 'x' })],
    ['gives an empty password', () => ({ userId: 21, password: '' })],
  ] as const)('errs typed when the credentials function %s', (_name, source) => {
    withConnection(({ connection, at, states, server }) => {
      const connecting = watch(connection.connect(source))
      at(30_000, () => {
        expect(connecting.error()).toMatchObject({ name: 'ChatError' })
        expect(states.at(-1)).toMatchObject({ type: 'closed' })
        expect(server.sockets).toHaveLength(0)
        expect(JSON.stringify(states)).not.toContain('secret-of-the-app')
      })
    })
  })

  it.each<[string, () => Observable<ChatCredentials>]>([
    [
      'throws',
      () => {
        throw new Error('secret-of-the-app')
      },
    ],
    ['errs', () => throwError(() => new Error('secret-of-the-app'))],
    ['gives none', () => EMPTY],
    ['does not answer within 30 s', () => NEVER],
  ])('tries again when the credentials function %s, and tells no more than that', (_name, failing) => {
    withConnection(({ connection, at, states, types }) => {
      let asked = 0
      watch(connection.connect(() => (++asked === 1 ? failing() : of(ann))))
      at(40_000, () => {
        expect(types()).toEqual(['idle', 'connecting', 'forceClosed', 'reconnecting', ...up.slice(1)])
        expect(states[2]).toMatchObject({ cause: { tag: 'session' } })
        expect(JSON.stringify(states)).not.toContain('secret-of-the-app')
      })
    })
  })

  it('errs without what the app’s own code threw, which may hold the credentials', () => {
    withConnection(
      ({ connection, at }) => {
        const connecting = watch(connection.connect(ann))
        at(1000, () => {
          expect(connecting.error()).toMatchObject({ _tag: 'link', detail: { reason: 'code-failed' } })
          expect(connecting.error()).not.toHaveProperty('cause')
        })
      },
      { revive: () => throwError(() => new Error('secret-of-the-app')) },
    )
  })

  it('never errs nor completes its states before destroy(), and then completes all', () => {
    withConnection(({ connection, at, server }) => {
      const state = watch(connection.state$)
      const stanza = watch(connection.stanza$)
      watch(connection.connect(ann))
      at(100, () => {
        server.latest().drop()
      })
      at(200, () => {
        expect([state.settled(), stanza.settled()]).toEqual([false, false])
        connection.destroy()
        expect([state.completed(), stanza.completed()]).toEqual([true, true])
        expect(state.values.at(-1)).toEqual({ type: 'closed', reason: 'destroyed' })
        expect(watch(connection.state$).values).toEqual([{ type: 'closed', reason: 'destroyed' }])
      })
    })
  })

  it('connects where nothing is said of network and page', () => {
    withConnection(
      ({ connection, at, types }) => {
        watch(connection.connect(ann))
        at(100, () => {
          expect(types()).toEqual(up)
        })
      },
      { online$: NEVER, visible$: NEVER },
    )
  })
})
