import { describe, expect, it } from '@jest/globals'
import type { Subscription } from 'rxjs'
import { inspect } from 'node:util'
import { isChatError } from '../../lib/errors/chat-error.js'
import type { Json } from '../../lib/model/message.js'
import type { Stanza } from '../../lib/model/stanza.js'
import { openSocket } from '../../lib/stream/open-socket.js'
import { openStream } from '../../lib/stream/open-stream.js'
import { createSessionCell } from '../../lib/stream/session.js'
import type { Link, StreamEvent } from '../../lib/stream/stream-event.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { createFakeServer, jid, nameOf, type FakeServer, type Step } from './fake-server.js'
import { createFakeNetwork } from './fake-socket.js'
import { inVirtualTime, type VirtualTime } from './virtual-time.js'

interface Run {
  readonly events: StreamEvent[]
  /** The event types in order, without `traffic`. */
  readonly types: () => string[]
  readonly error: () => unknown
  readonly link: () => Link
  readonly subscription: Subscription
}

interface Fixture extends VirtualTime {
  readonly server: FakeServer
  readonly session: ReturnType<typeof createSessionCell>
  readonly start: (onUp?: (link: Link) => void) => Run
  /** The names of the frames written over the latest socket. */
  readonly written: () => string[]
  readonly nothingLeft: () => void
}

const message = (id: string): Stanza => ({ kind: 'message', id, type: 'chat', to: '22-10@chat.x', body: id })

const inbound = (id: string): string =>
  `<message from="22-10@chat.x/r" type="chat" id="${id}"><body>${id}</body></message>`

const withStream = (script: (fixture: Fixture) => void): void => {
  inVirtualTime((time) => {
    const server = createFakeServer(time.world)
    const session = createSessionCell()
    const start = (onUp?: (link: Link) => void): Run => {
      const events: StreamEvent[] = []
      let error: unknown
      let link: Link | undefined
      const stream$ = openStream({
        home: true,
        url: 'wss://chat.x/',
        WebSocket: server.WebSocket,
        codec: createXmppCodec(),
        session,
        scheduler: time.scheduler,
        handshakeTimeout: 20_000,
        answerTimeout: 6000,
        domain: 'chat.x',
        userName: '21-10',
        password: 'pw',
        resource: 'r1',
      })
      const subscription = stream$.subscribe({
        next: (event) => {
          events.push(event)
          if (event.type !== 'up') return
          link = event.link
          onUp?.(link)
        },
        error: (failure: unknown) => {
          error = failure
        },
        complete: () => {
          throw new Error('a stream never completes')
        },
      })
      return {
        events,
        types: () => events.map(({ type }) => type).filter((type) => type !== 'traffic'),
        error: () => error,
        link: () => {
          if (link === undefined) throw new Error('the link is not up')
          return link
        },
        subscription,
      }
    }
    script({
      ...time,
      server,
      session,
      start,
      written: () => server.latest().written.map(nameOf),
      nothingLeft: () => {
        expect(time.timers()).toBe(0)
        for (const socket of server.sockets) {
          expect(socket.listeners()).toBe(0)
          expect(socket.closed()).toBe(true)
        }
      },
    })
  })
}

const acknowledged = (run: Run): (string | undefined)[] =>
  run.events.flatMap((event) => (event.type === 'acknowledged' ? event.stanzas.map(({ id }) => id) : []))

const stanzas = (run: Run): (string | undefined)[] =>
  run.events.flatMap((event) => (event.type === 'stanza' ? [event.stanza.id] : []))

/** A session with m1 acknowledged and m2, m3 lost with the link at 50 ms; runs `then` at 100 ms. */
const afterLoss = (fixture: Fixture, then: (first: Run) => void): void => {
  const { server, start, at } = fixture
  const run = start()
  at(10, () => {
    run.link().write(message('m1'))
  })
  at(20, () => {
    server.push(inbound('in1'), inbound('in2'))
    server.behaviour.silentAt = ['other', 'request']
    run.link().write(message('m2'))
    run.link().write(message('m3'))
  })
  at(50, () => {
    server.latest().drop()
    server.behaviour.silentAt = []
  })
  at(100, () => {
    then(run)
  })
}

describe('one stream', () => {
  it('is cold', () => {
    withStream(({ server }) => {
      expect(server.sockets).toHaveLength(0)
    })
  })

  it('writes the whole handshake in order, and <enable/> before anything that can release messages', () => {
    withStream(({ server, start, at, written, session }) => {
      const run = start((link) => {
        // What is written at `up` goes out in the same burst, behind <enable/>.
        link.write({ kind: 'presence' })
        link.write(message('m1'))
      })
      at(100, () => {
        expect(written()).toEqual(['open', 'auth', 'open', 'iq bind', 'enable', 'presence', 'r', 'message m1', 'r'])
        expect(run.types()).toEqual(['authenticated', 'up', 'acknowledged', 'acknowledged'])
        expect(acknowledged(run)).toEqual([undefined, 'm1'])
        expect(run.link()).toMatchObject({ jid, resumed: false })
        expect(session.sm).toMatchObject({ id: 'sm-1', unacknowledged: [] })
        expect(server.latest().written[1]).toContain('>ADIxLTEwAHB3<')
        run.subscription.unsubscribe()
      })
    })
  })

  it('says nothing of the handshake’s iq and counts nothing before <enabled/>', () => {
    withStream(({ server, start, at, session }) => {
      const run = start()
      server.behaviour.silentAt = ['enable']
      at(10, () => {
        server.push(inbound('early'))
        expect(session.sm.read).toBe(0)
        server.push('<enabled xmlns="urn:xmpp:sm:3" id="x" resume="true"/>', inbound('counted'))
        expect(session.sm.read).toBe(1)
        expect(stanzas(run)).toEqual(['early', 'counted'])
        run.subscription.unsubscribe()
      })
    })
  })

  it('answers a request with what it read', () => {
    withStream(({ server, start, at }) => {
      const run = start()
      at(10, () => {
        server.push(inbound('a'), inbound('b'), '<r xmlns="urn:xmpp:sm:3"/>')
        expect(server.latest().written.at(-1)).toBe('<a xmlns="urn:xmpp:sm:3" h="2"/>')
        run.subscription.unsubscribe()
      })
    })
  })

  it('acknowledges a message only when the server counted that very one', () => {
    withStream(({ server, start, at }) => {
      const run = start()
      at(10, () => {
        server.behaviour.silentAt = ['request']
        run.link().write({ kind: 'iq', type: 'get', id: 'iq', ping: true })
        run.link().write({ kind: 'presence' })
        run.link().write(message('m1'))
        run.link().write(message('m2'))
        server.push('<a xmlns="urn:xmpp:sm:3" h="3"/>')
        expect(acknowledged(run)).toEqual(['iq', undefined, 'm1'])
        run.subscription.unsubscribe()
      })
    })
  })

  it('resumes: nothing repeated but what was not acknowledged, asked for at once', () => {
    withStream((fixture) => {
      const { start, at, written, server } = fixture
      afterLoss(fixture, () => {
        const again = start()
        at(50, () => {
          expect(written()).toEqual(['open', 'auth', 'open', 'resume', 'message m2', 'message m3', 'r'])
          expect(server.latest().written[3]).toContain('h="2"')
          expect(again.types()).toEqual(['authenticated', 'up', 'acknowledged'])
          expect(acknowledged(again)).toEqual(['m2', 'm3'])
          expect(again.link()).toMatchObject({ jid, resumed: true })
          again.subscription.unsubscribe()
        })
      })
    })
  })

  it('tells what the resumption acknowledged before it is up', () => {
    withStream((fixture) => {
      const { start, at, server, written } = fixture
      afterLoss(fixture, () => {
        const again = start()
        server.behaviour.silentAt = ['resume']
        at(20, () => {
          server.push('<resumed xmlns="urn:xmpp:sm:3" previd="sm-1" h="2"/>')
          expect(again.types()).toEqual(['authenticated', 'acknowledged', 'up'])
          expect(acknowledged(again)).toEqual(['m2'])
          expect(written().slice(4)).toEqual(['message m3', 'r'])
          again.subscription.unsubscribe()
        })
      })
    })
  })

  it('applies the count of a refused resumption, then binds on the same stream', () => {
    withStream((fixture) => {
      const { start, at, written, server, session } = fixture
      afterLoss(fixture, () => {
        const sockets = server.sockets.length
        server.behaviour.silentAt = ['resume']
        const again = start()
        at(20, () => {
          server.push(
            '<failed xmlns="urn:xmpp:sm:3" h="2"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></failed>',
          )
        })
        at(50, () => {
          expect(written()).toEqual(['open', 'auth', 'open', 'resume', 'iq bind', 'enable'])
          expect(server.sockets).toHaveLength(sockets + 1)
          expect(again.types()).toEqual(['authenticated', 'acknowledged', 'up'])
          expect(acknowledged(again)).toEqual(['m2'])
          expect(again.link().resumed).toBe(false)
          expect(session.sm).toMatchObject({ id: 'sm-2', read: 0, acknowledged: 0, unacknowledged: [] })
          again.subscription.unsubscribe()
        })
      })
    })
  })

  it('ends and forgets the session when the server acknowledged more than was written', () => {
    withStream(({ server, start, at, session, nothingLeft }) => {
      const run = start()
      at(10, () => {
        run.link().write(message('m1'))
        server.push('<a xmlns="urn:xmpp:sm:3" h="2"/>')
        expect(run.error()).toMatchObject({ _tag: 'link', retryable: true })
        expect(acknowledged(run)).toEqual([])
        expect(session.sm.id).toBeNull()
        nothingLeft()
      })
    })
  })

  it.each([
    ['a resumption', '<resumed xmlns="urn:xmpp:sm:3" previd="sm-1" h="77"/>'],
    ['a refusal', '<failed xmlns="urn:xmpp:sm:3" h="77"/>'],
  ])('ends and forgets the session when %s counts more than was written, and never says up', (_name, frame) => {
    withStream((fixture) => {
      const { server, start, at, session, nothingLeft } = fixture
      afterLoss(fixture, () => {
        server.behaviour.silentAt = ['resume']
        const again = start()
        at(20, () => {
          server.push(frame)
          expect(again.error()).toMatchObject({ _tag: 'link', retryable: true })
          expect(again.types()).toEqual(['authenticated'])
          expect(session.sm.id).toBeNull()
          nothingLeft()
        })
      })
    })
  })

  it('ends when a request is unanswered for 6 s, and not a moment before', () => {
    withStream(({ server, start, at, session, nothingLeft }) => {
      const run = start()
      at(10, () => {
        server.behaviour.silentAt = ['request']
        run.link().write(message('m1'))
      })
      at(6009, () => {
        // Other traffic is no answer to the request.
        server.push(inbound('a'))
        expect(run.error()).toBeUndefined()
      })
      at(6011, () => {
        expect(run.error()).toMatchObject({ _tag: 'link', retryable: true })
        expect(session.sm.id).toBe('sm-1')
        nothingLeft()
      })
    })
  })

  it('asks again every ten stanzas of a burst, and ends when only the first question is answered', () => {
    withStream(({ server, start, at, written, nothingLeft }) => {
      const run = start()
      const requests = (): number => written().filter((name) => name === 'r').length
      at(10, () => {
        const before = requests()
        run.link().write(message('m1'))
        expect(requests() - before).toBe(1)
        server.behaviour.silentAt = ['request']
        for (let number = 2; number <= 20; number++) run.link().write(message(`m${String(number)}`))
        expect(requests() - before).toBe(2)
      })
      at(6010, () => {
        expect(acknowledged(run)).toEqual(['m1'])
        expect(run.error()).toBeUndefined()
      })
      at(6012, () => {
        expect(run.error()).toMatchObject({ _tag: 'link', retryable: true })
        nothingLeft()
      })
    })
  })

  it('does not storm a server that answers without having handled what was written', () => {
    withStream(({ server, start, at, written }) => {
      server.behaviour.silentAt = ['other']
      const run = start()
      at(10, () => {
        run.link().write(message('m1'))
      })
      at(5010, () => {
        expect(written().filter((name) => name === 'r').length).toBeLessThan(7)
        server.behaviour.silentAt = []
        run.link().write(message('m2'))
      })
      at(7000, () => {
        expect(acknowledged(run)).toEqual(['m1'])
        run.subscription.unsubscribe()
      })
    })
  })

  it.each([
    ['an unanswered request', ''],
    [
      'a stream error',
      '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><internal-server-error xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>',
    ],
  ])('forgets a session whose resumed link dies of %s before one acknowledgement', (_name, frame) => {
    withStream((fixture) => {
      const { server, start, at, session, nothingLeft } = fixture
      afterLoss(fixture, () => {
        server.behaviour.silentAt = ['request']
        const again = start()
        at(20, () => {
          expect(again.link().resumed).toBe(true)
          if (frame !== '') server.push(frame)
        })
        at(7000, () => {
          expect(isChatError(again.error())).toBe(true)
          expect(session.sm.id).toBeNull()
          nothingLeft()
        })
      })
    })
  })

  it('gives up a session whose links die again and again over what is repeated', () => {
    withStream((fixture) => {
      const { server, start, at, session, written } = fixture
      const dieUnproven = (ms: number): void => {
        at(ms, () => {
          server.behaviour.silentAt = ['request', 'other']
          start()
        })
        at(ms + 50, () => {
          expect(written()).toContain('resume')
          server.latest().drop()
        })
      }
      afterLoss(fixture, () => undefined)
      for (const ms of [200, 300, 400, 500, 600, 700]) dieUnproven(ms)
      at(800, () => {
        expect(session.sm.id).toBe('sm-1')
        server.behaviour.silentAt = []
        const last = start()
        at(850, () => {
          expect(last.link().resumed).toBe(false)
          expect(written()).not.toContain('resume')
          last.subscription.unsubscribe()
        })
      })
    })
  })

  it.each([
    ['at once', 10, true],
    ['after 6 s', 6000, false],
  ])('takes a resumption answered %s for contiguous: only if it was at once', (_name, ms, contiguous) => {
    withStream((fixture) => {
      const { server, start, at } = fixture
      afterLoss(fixture, () => {
        server.behaviour.silentAt = ['resume']
        const again = start()
        at(100 + ms, () => {
          server.push('<resumed xmlns="urn:xmpp:sm:3" previd="sm-1" h="1"/>')
          expect(again.link()).toMatchObject({ resumed: true, contiguous })
          again.subscription.unsubscribe()
        })
      })
    })
  })

  it.each([
    ['a moment', 500, true],
    ['6 s', 6000, false],
  ])('counts from the first of several attempts to resume: %s ago', (_name, ms, contiguous) => {
    withStream((fixture) => {
      const { server, start, at } = fixture
      afterLoss(fixture, () => {
        server.behaviour.dieAt = ['resume']
        start()
        at(100 + ms, () => {
          const again = start()
          at(100 + ms + 50, () => {
            expect(again.link()).toMatchObject({ resumed: true, contiguous })
            again.subscription.unsubscribe()
          })
        })
      })
    })
  })

  it('keeps a session whose resumed link was acknowledged once', () => {
    withStream((fixture) => {
      const { server, start, at, session } = fixture
      afterLoss(fixture, () => {
        const again = start()
        at(20, () => {
          server.behaviour.silentAt = ['request']
          again.link().write(message('m4'))
        })
        at(7000, () => {
          expect(again.error()).toMatchObject({ _tag: 'link' })
          expect(session.sm.id).toBe('sm-1')
        })
      })
    })
  })

  it.each([
    ['malformed', '<message><body>x</message>', 1],
    ['two stanzas in one', '<message/><message/>', 1],
    ['an iq of no type', '<iq id="x"/>', 1],
    ['a message with a broken delay', '<message><delay xmlns="urn:xmpp:delay" stamp="never"/></message>', 1],
    ['an acknowledgement that is no number', '<a xmlns="urn:xmpp:sm:3" h="zz"/>', 0],
    ['no XML', 'hello', 0],
  ])('passes over a frame that is %s: reported, counted where the server counts it', (_name, frame, counted) => {
    withStream(({ server, start, at, session }) => {
      const run = start()
      at(10, () => {
        server.push(inbound('a'), frame, inbound('b'))
        expect(run.types().slice(2)).toEqual(['stanza', 'refused', 'stanza'])
        expect(stanzas(run)).toEqual(['a', 'b'])
        expect(session.sm.read).toBe(2 + counted)
        expect(run.error()).toBeUndefined()
        run.subscription.unsubscribe()
      })
    })
  })

  it('does not count an element that it does not know', () => {
    withStream(({ server, start, at, session }) => {
      const run = start()
      at(10, () => {
        server.push('<strange xmlns="urn:strange"/>', '<message xmlns="urn:strange"/>')
        expect(session.sm.read).toBe(0)
        expect(run.types()).toEqual(['authenticated', 'up'])
        run.subscription.unsubscribe()
      })
    })
  })

  it('ends when an answer of the handshake is no XML, as what no retry changes', () => {
    withStream(({ server, start, at, nothingLeft }) => {
      server.behaviour.silentAt = ['open']
      const run = start()
      at(10, () => {
        server.push('hello')
        expect(run.error()).toMatchObject({ _tag: 'decode', retryable: false })
        nothingLeft()
      })
    })
  })

  it('refuses to write what has no form on the wire, and lives: nothing of it is counted or kept', () => {
    withStream(({ start, at, session, written }) => {
      const run = start()
      at(10, () => {
        const before = written().length
        const cyclic: Record<string, Json> = {}
        cyclic['self'] = [cyclic]
        const extraParams = { params: { cyclic }, attachments: [] }
        const stanza: Stanza = { kind: 'message', id: 'm1', to: '22-10@chat.x', extraParams }
        expect(() => {
          run.link().write(stanza)
        }).toThrow(expect.objectContaining({ _tag: 'argument', retryable: false }))
        expect(session.sm.unacknowledged).toEqual([])
        expect(written()).toHaveLength(before)
        expect(run.error()).toBeUndefined()
        run.subscription.unsubscribe()
      })
    })
  })

  it.each([
    ['cannot be reached', 'wss://chat.x:5291/ws/'],
    ['is none for a WebSocket', 'https://chat.x:5291/ws/'],
  ])('tells no secret of a URL that %s', (_name, place) => {
    const secret = place.replace('//', '//user:secret@').concat('?token=secret#secret')
    const { WebSocket } = createFakeNetwork({
      onSocket: (socket) => {
        if (place.startsWith('https')) throw new SyntaxError(`${socket.url} is no URL of a WebSocket`)
      },
    })
    const { sockets, ...network } = createFakeNetwork()
    let error: unknown
    const listen = (failure: unknown): void => {
      error = failure
    }
    openSocket(secret, place.startsWith('https') ? WebSocket : network.WebSocket).subscribe({ error: listen })
    sockets[0]?.drop()
    expect(inspect(error)).toContain(place)
    expect(inspect(error)).not.toContain('secret')
  })

  it('ends at a binary frame', () => {
    withStream(({ server, start, at, nothingLeft }) => {
      const run = start()
      at(10, () => {
        server.latest().say(new Uint8Array([1]))
        expect(run.error()).toMatchObject({ _tag: 'link' })
        nothingLeft()
      })
    })
  })

  it.each([
    ['not-authorized', 'authentication', false],
    ['temporary-auth-failure', 'authentication', true],
  ])('ends at a SASL failure: %s', (condition, tag, retryable) => {
    withStream(({ server, start, at, nothingLeft }) => {
      server.behaviour.refuseAuth = condition
      const run = start()
      at(10, () => {
        expect(run.error()).toMatchObject({ _tag: tag, retryable, detail: { reason: condition } })
        expect(JSON.stringify(run.error())).not.toContain('pw')
        nothingLeft()
      })
    })
  })

  it('passes over a SASL failure that comes after the handshake', () => {
    withStream(({ server, start, at }) => {
      const run = start()
      at(10, () => {
        server.push('<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>')
        expect(run.error()).toBeUndefined()
        run.subscription.unsubscribe()
      })
    })
  })

  const handshake: readonly Step[] = ['socket', 'open', 'auth', 'reopen', 'bind']

  it.each(handshake)('ends after 20 s when nothing answers: %s', (step) => {
    withStream(({ server, start, at, nothingLeft }) => {
      server.behaviour.silentAt = [step]
      const run = start()
      at(19_999, () => {
        expect(run.error()).toBeUndefined()
      })
      at(20_001, () => {
        expect(run.error()).toMatchObject({ _tag: 'link', retryable: true })
        nothingLeft()
      })
    })
  })

  it.each([...handshake, 'enable' as const])('leaves nothing when the link dies: %s', (step) => {
    withStream(({ server, start, at, nothingLeft }) => {
      server.behaviour.dieAt = [step]
      const run = start()
      at(100, () => {
        expect(run.error()).toMatchObject({ _tag: 'link', retryable: true })
        nothingLeft()
      })
    })
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 10])('leaves nothing when it is unsubscribed after %d ms', (ms) => {
    withStream(({ server, start, at, nothingLeft }) => {
      const run = start((link) => {
        link.write(message('m1'))
      })
      at(ms, () => {
        run.subscription.unsubscribe()
        nothingLeft()
        const events = run.events.length
        server.latest().open()
        server.push(inbound('late'))
        server.latest().drop()
        expect(run.events).toHaveLength(events)
        expect(run.error()).toBeUndefined()
      })
    })
  })

  it('writes nothing over a link that died, and keeps for the resumption what was handed to it', () => {
    withStream(({ server, start, at, session, nothingLeft }) => {
      const run = start()
      at(10, () => {
        server.latest().drop()
        run.link().write(message('late'))
        expect(server.latest().written.map(nameOf)).not.toContain('message late')
        expect(session.sm.unacknowledged).toHaveLength(1)
        nothingLeft()
      })
    })
  })

  it('says good-bye: acknowledges, leaves, closes, and does not come back to the session', () => {
    withStream(({ server, start, at, session }) => {
      const run = start()
      at(10, () => {
        server.push(inbound('a'))
        run.link().close()
        expect(server.latest().written.slice(-3)).toEqual([
          '<a xmlns="urn:xmpp:sm:3" h="1"/>',
          '<presence xmlns="jabber:client" type="unavailable"/>',
          '<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>',
        ])
        expect(session.sm.id).toBeNull()
        run.subscription.unsubscribe()
      })
    })
  })

  describe.each(['none', 'refused'] as const)('without stream management (%s)', (streamManagement) => {
    it('a ping stands in for the request', () => {
      withStream(({ server, start, at }) => {
        server.behaviour.streamManagement = streamManagement
        const run = start((link) => {
          link.write(message('m1'))
        })
        at(20, () => {
          expect(acknowledged(run)).toEqual(['m1'])
          expect(stanzas(run)).toEqual([])
        })
        at(10_000, () => {
          expect(run.error()).toBeUndefined()
          run.subscription.unsubscribe()
        })
      })
    })

    it('takes the answer to the ping from nobody but the server', () => {
      withStream(({ server, start, at }) => {
        server.behaviour.streamManagement = streamManagement
        const run = start()
        at(10, () => {
          server.behaviour.silentAt = ['other']
          run.link().write(message('m1'))
          const id = / id="([^"]*)"/.exec(server.latest().written.at(-1) ?? '')?.[1] ?? ''
          server.push(
            `<iq type="result" id="${id}" from="22-10@chat.x/r"/>`,
            `<iq type="get" id="${id}" from="chat.x"/>`,
          )
          expect(acknowledged(run)).toEqual([])
          server.push(`<iq type="result" id="${id}" from="21-10@chat.x"/>`)
          expect(acknowledged(run)).toEqual(['m1'])
          run.subscription.unsubscribe()
        })
      })
    })
  })
})
