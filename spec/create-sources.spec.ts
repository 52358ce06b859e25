import { describe, expect, it } from '@jest/globals'
import { concatMap, filter, map, of, toArray, type Observable } from 'rxjs'
import type { RunHelpers } from 'rxjs/testing'
import { createChat, withContacts, withLive, type ChatEvent, type FullChat, type Stanza } from '../lib/index.js'
import type { ArchivedMessage, MessageStanza } from '../lib/model/stanza.js'
import type { WebSocketConstructor } from '../lib/platform/web-socket.js'
import { createScriptedServer, type Script, type ScriptedServer } from '../lib/testing.js'
import { archived, kept, oid } from './archive/archived.js'
import { marbles } from './rx/marbles.js'

const ben = { type: 'private', opponentId: 56 } as const
const own = '21-1@chat.scripted'
const host = 'chat.scripted'
/** Of the server; that of the chat begins at 0. */
const now = 1_700_000_000_000

interface Stage extends RunHelpers {
  readonly server: ScriptedServer
  readonly chat: FullChat
  readonly events: ChatEvent[]
  readonly asked: string[]
  /** What the archive has. */
  readonly items: ArchivedMessage[]
  readonly at: (ms: number, act: () => unknown) => void
}

/** What Ben said to us, unless `what` says otherwise. */
const stored = (number: number, at: number, what: Partial<MessageStanza> = {}): ArchivedMessage =>
  archived(number, at, { from: `56-1@${host}/r`, to: own, ...kept(at), ...what })

/** What is read of a question to an archive, which the SDK only writes. */
const pageAsked = (frame: string) => {
  const queryId = /<query xmlns="urn:xmpp:mam:2" queryid="([^"]*)"/.exec(frame)?.[1]
  const start = /var="start"><value>([^<]*)</.exec(frame)?.[1]
  return queryId === undefined ? undefined : { queryId, start: start === undefined ? 0 : Date.parse(start) }
}

/** Sockets that show each frame before it is written. */
const shown = (Socket: WebSocketConstructor, show: (frame: string) => void): WebSocketConstructor =>
  class extends Socket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      const write = this.send
      Object.defineProperty(this, 'send', {
        value: (frame: string) => {
          show(frame)
          write(frame)
        },
      })
    }
  }

/** A chat of user 21 without a REST session against a server with an archive; it connects at 0 ms and ends after a minute. */
const play = (test: (stage: Stage) => void, { features = ['urn:xmpp:mam:2'], signIn = false } = {}): void => {
  marbles((helpers, scheduler) => {
    const [events, asked, items]: [ChatEvent[], string[], ArchivedMessage[]] = [[], [], []]
    let written = ''
    const answer: Script['answer'] = (stanza: Stanza) => {
      if (stanza.kind !== 'iq') return undefined
      const { id, to, time, discoInfo } = stanza
      const query = pageAsked(written)
      asked.push(`${discoInfo ? 'features' : query ? 'page' : time ? 'time' : 'other'} of ${to ?? 'own'}`)
      const result = { kind: 'iq', type: 'result', id, from: to ?? own } as const
      if (time) return { ...result, time: { utc: now + scheduler.now() } }
      if (discoInfo) return { ...result, discoInfo: { features } }
      if (query === undefined) return result
      const { queryId, start } = query
      const found = items.filter(
        ({ forwarded: { delayedAt, message } }) =>
          delayedAt >= start && (message.type === 'groupchat') === (to !== undefined),
      )
      for (const each of found) server.receive({ kind: 'message', from: to ?? own, archived: { ...each, queryId } })
      return { ...result, archivePage: { complete: true, set: { first: found[0]?.id, last: found.at(-1)?.id } } }
    }
    const server = createScriptedServer({
      ...{ scheduler, userId: 21, answer, acknowledges: true },
      rest: { 'GET /chat/Dialog': () => ({ items: [] }), 'GET /chat/Message': () => ({ items: [] }) },
    })
    const { WebSocket } = server.config.platform ?? {}
    if (WebSocket === undefined) throw new Error('a scripted server without sockets')
    const sockets = shown(WebSocket, (frame) => (written = frame))
    const chat = createChat(
      { ...server.config, platform: { ...server.config.platform, WebSocket: sockets } },
      { live: withLive, contacts: withContacts },
    )
    chat.events$.subscribe((event) => events.push(event))
    const at: Stage['at'] = (ms, act) => void scheduler.schedule(act, ms)
    const quiet = { error: () => undefined }
    at(0, () => {
      const connected$ = chat.connection.connect(signIn ? undefined : { userId: 21, password: 'any' })
      const signedIn$: Observable<unknown> = signIn ? chat.session.create({ login: 'ann', password: 'any' }) : of(null)
      return signedIn$.pipe(concatMap(() => connected$)).subscribe(quiet)
    })
    at(60_000, chat.destroy)
    test({ ...helpers, server, chat, events, asked, items, at })
    helpers.flush()
  })
}

const bodies = (events: readonly ChatEvent[]) =>
  events.flatMap((event) =>
    event.type === 'message/received' ? [`${event.message.body ?? ''} ${event.message.origin}`] : [],
  )
const continuity = (events: readonly ChatEvent[]) =>
  events.flatMap((event) =>
    event.type === 'connection/state' && event.state.type === 'ready' ? [event.state.continuity] : [],
  )
const lose = ({ server, at }: Stage, ms: number): void => {
  at(ms, () => {
    server.forget()
    server.cut()
  })
}

describe('a chat without REST', () => {
  it('reads what it missed from the archive, once, before it is ready', () => {
    play((stage) => {
      const { server, items, at, events, asked } = stage
      const live = { ...kept(now + 10_000), body: 'live', id: oid(1) }
      at(10_000, () => {
        server.receive(server.from(56)(live))
        items.push(stored(1, now + 10_000, live))
      })
      at(10_500, () => {
        items.push(
          stored(2, now + 11_000, { body: 'missed' }),
          stored(3, now + 12_000, { body: 'ours', from: `${own}/x`, to: `56-1@${host}` }),
          stored(4, now + 13_000, { replace: { id: oid(1), last: false }, body: 'edited' }),
        )
      })
      const again = { id: oid(5), replace: { id: oid(1), last: false }, body: 'heard' }
      at(12_500, () => {
        server.receive(server.from(56)(again))
        items.push(stored(5, now + 12_500, again))
      })
      lose(stage, 20_000)
      at(59_000, () => {
        expect(bodies(events)).toEqual(['live live', 'missed catch-up', 'ours catch-up'])
        expect(continuity(events)).toEqual(['first', 'filled'])
        const edits = events.flatMap((event) => (event.type === 'message/edited' ? [event.change] : []))
        expect(edits).toMatchObject([
          { messageId: oid(1), body: 'heard' },
          { messageId: oid(1), body: 'edited', userId: 56, at: now + 13_000 },
        ])
        const told = events.map((event) => (event.type === 'connection/state' ? event.state.type : event.type))
        expect(told.lastIndexOf('message/edited')).toBeLessThan(told.lastIndexOf('ready'))
        expect(asked.filter((each) => /features|page/.test(each))).toEqual(['features of own', 'page of own'])
      })
    })
  })

  it('reads the archive of the rooms it is in, too, in the order in which it was said', () => {
    play((stage) => {
      const { chat, server, items, at, events, asked } = stage
      const team = { type: 'group', dialogId: '5c0900000000000000000033' } as const
      const room = `1_${team.dialogId}@muc.chat.scripted`
      at(1000, () => {
        chat.rooms.join(team).subscribe()
        server.receive({ kind: 'presence', from: `${room}/21`, muc: { type: 'info', statusCodes: ['110'] } })
      })
      at(10_000, () => {
        const said = { type: 'groupchat', from: `${room}/56` }
        items.push(stored(1, now + 10_000, { ...said, body: 'one' }), stored(2, now + 10_001, { ...said, body: 'two' }))
      })
      lose(stage, 11_000)
      at(59_000, () => {
        expect(bodies(events)).toEqual(['one catch-up', 'two catch-up'])
        expect(continuity(events)).toEqual(['first', 'filled'])
        expect(asked.filter((each) => each.includes('page'))).toEqual(['page of own', `page of ${room}`])
      })
    })
  })

  it('reads the archive of a room that it enters again while its own link lives', () => {
    play((stage) => {
      const { chat, server, items, at, events, asked } = stage
      const team = { type: 'group', dialogId: '5c0900000000000000000033' } as const
      const room = `1_${team.dialogId}@muc.chat.scripted`
      const said = { type: 'groupchat', from: `${room}/56` } as const
      const self = (statusCodes: readonly string[], type?: 'unavailable'): void => {
        const presence = { kind: 'presence', from: `${room}/21`, muc: { type: 'info', statusCodes } } as const
        server.receive(type === undefined ? presence : { ...presence, type })
      }
      const stored56 = (number: number, ms: number, body: string) =>
        stored(number, now + ms, { ...said, id: oid(number), body })
      at(1000, () => {
        chat.rooms.join(team).subscribe()
        self(['110'])
      })
      at(20_000, () => {
        items.push(stored56(1, 2000, 'before'), stored56(2, 19_000, 'live'), stored56(3, 20_500, 'missed'))
        server.receive({ kind: 'message', ...said, to: `${own}/x`, id: oid(2), body: 'live' })
      })
      at(21_000, () => {
        self(['110', '332'], 'unavailable')
      })
      at(22_000, () => {
        self(['110'])
        server.receive({ kind: 'message', ...said, to: `${own}/x`, id: oid(4), body: 'after' })
      })
      at(59_000, () => {
        expect(bodies(events)).toEqual(['live live', 'missed catch-up', 'after live'])
        expect(asked.filter((each) => each.includes('page'))).toEqual([`page of ${room}`])
        expect(continuity(events)).toEqual(['first'])
      })
    })
  })

  it('tells a gap where there is no archive', () => {
    play(
      (stage) => {
        lose(stage, 11_000)
        stage.at(59_000, () => {
          expect(continuity(stage.events)).toEqual(['first', 'gap'])
          expect(stage.events.filter(({ type }) => type === 'message/gap')).toMatchObject([{ gap: { dialog: null } }])
        })
      },
      { features: [] },
    )
  })

  it('keeps the time of the chat server', () => {
    play(({ chat, at, expectObservable, asked }) => {
      at(5000, () => chat.messages.send(ben, { body: 'hi' }).subscribe())
      const sentAt$ = chat.events$.pipe(
        filter((event) => event.type === 'outbox/sent'),
        map(({ entry }) => (entry.kind === 'message' ? entry.message.sentAt : 0)),
        toArray(),
      )
      expectObservable(sentAt$).toBe('60s (t|)', { t: [now + 5000] })
      at(59_000, () => expect(asked.filter((each) => each.startsWith('time'))).toEqual([`time of ${host}`]))
    })
  })

  it('shows a timeline of it', () => {
    play(({ chat, items, expectObservable }) => {
      items.push(...[1, 2, 3].map((number) => stored(number, now + number * 1000)))
      const view$ = chat.live.timeline(ben).pipe(
        filter(({ loading }) => !loading),
        map(({ items: rows, hasOlder, error }) => [
          rows.map(({ message }) => message.body).join(),
          hasOlder,
          error?.tag,
        ]),
      )
      expectObservable(view$, '1s ^ 10s !').toBe('1s v', { v: ['1,2,3', false, undefined] })
    })
  })

  it('asks REST alone where there is a session', () => {
    play(
      (stage) => {
        const { chat, server, at, asked, events } = stage
        at(9000, () => {
          server.receive(server.from(56)({ body: 'live' }))
        })
        lose(stage, 10_000)
        at(30_000, () => chat.messages.history({ type: 'group', dialogId: 'any' }).subscribe())
        at(59_000, () => {
          expect(continuity(events)).toEqual(['first', 'filled'])
          expect(asked.filter((each) => /features|page|time/.test(each))).toEqual([])
        })
      },
      { signIn: true },
    )
  })
})
