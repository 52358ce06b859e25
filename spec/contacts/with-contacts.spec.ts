import { describe, expect, it } from '@jest/globals'
import { defer, filter, map, Subject, of, type Observable } from 'rxjs'
import { isSessionOver, isUsable } from '../../lib/connection/connection-event.js'
import type { IqRequest } from '../../lib/connection/iq.js'
import { sessionBegun } from '../../lib/connection/session-begun.js'
import { withContacts } from '../../lib/contacts/with-contacts.js'
import { ChatError, isChatError } from '../../lib/errors/chat-error.js'
import type { IqStanza, PresenceStanza, RosterItem, Stanza } from '../../lib/model/stanza.js'
import { act } from '../../lib/rx/act.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { watch } from '../connection/fixture.js'
import { fakeConnection } from '../outbox/fake-connection.js'

const jid = (userId: number): string => `${String(userId)}-1@chat.localhost`
const item = (userId: number, over: Partial<RosterItem> = {}): RosterItem => ({
  ...{ jid: jid(userId), subscription: 'both', groups: [] },
  ...over,
})
const contact = (userId: number, over: object = {}): object => ({
  ...{ userId, groups: [], subscription: 'both', pending: false },
  ...over,
})

const setUp = () => {
  const connection = fakeConnection()
  const push$ = new Subject<IqStanza>()
  const presence$ = new Subject<PresenceStanza>()
  const asked: IqRequest[] = []
  const issues: string[] = []
  const server: { items: readonly RosterItem[]; error: Error | undefined } = { items: [], error: undefined }
  let user: number | undefined

  const request = (iq: IqRequest): Observable<IqStanza> =>
    defer(() => {
      asked.push(iq)
      if (server.error !== undefined) throw server.error
      const answer: IqStanza = { kind: 'iq', type: 'result' }
      return of(iq.type === 'get' ? { ...answer, roster: { items: server.items } } : answer)
    })
  const send = (stanza: Stanza): Observable<void> =>
    act(() => {
      const link = connection.link()
      if (link === null) throw new ChatError('link', 'no link', { reason: 'none' }, { retryable: true })
      link.write(stanza)
    })
  const at = { event$: connection.event$, link: connection.link, userId: () => user }
  const { background$, contacts } = withContacts({
    ...{ ...at, request, send, push$, presence$, session$: sessionBegun(at) },
    usable$: at.event$.pipe(
      filter(isUsable),
      map(({ type }) => type === 'renewed'),
    ),
    over$: at.event$.pipe(filter(isSessionOver)),
    addresses: createAddresses(1, 'chat.localhost'),
    report: (problem) => issues.push(problem),
  })
  background$.subscribe({ error: fail })
  const up = (userId = 21, resumed = false): void => {
    user = userId
    const link = connection.up(userId, resumed)
    if (!resumed) connection.event$.next({ type: 'renewed', link })
  }
  const push = (...items: readonly RosterItem[]): void => {
    push$.next({ kind: 'iq', type: 'set', roster: { items } })
  }
  const presence = (from: string, over: Partial<PresenceStanza> = {}): void => {
    presence$.next({ kind: 'presence', from, ...over })
  }
  const end = (): void => {
    for (const source$ of [connection.event$, push$, presence$]) source$.complete()
  }
  return { connection, contacts, asked, issues, server, up, push, presence, end }
}
const fail = (error: unknown): void => {
  throw error
}

describe('the contact list', () => {
  it('is read once watched and linked, followed by pushes, read again in new sessions; shared', () => {
    const { contacts, server, up, push, asked, connection } = setUp()
    server.items = [item(6, { name: 'Fay', groups: ['work'] }), item(5), { jid: 'elsewhere.example', groups: [] }]
    up()
    expect(asked).toEqual([])
    const [seen, again] = [watch(contacts.list$), watch(contacts.list$)]
    const fay = contact(6, { name: 'Fay', groups: ['work'] })
    expect(seen.values).toEqual([[], [contact(5), fay]])
    expect(again.values).toEqual([[contact(5), fay]])
    push(item(7, { subscription: 'none', ask: 'subscribe' }))
    push(item(5, { subscription: 'remove' }))
    expect(seen.values.at(-1)).toEqual([fay, contact(7, { subscription: 'none', pending: true })])
    server.items = [item(6, { name: 'Fay', groups: ['work'] }), item(7, { subscription: 'none', ask: 'subscribe' })]
    const before = seen.values.length
    connection.down()
    up(21, true)
    connection.down()
    up()
    expect([asked.length, seen.values.length]).toEqual([2, before])
    connection.down()
    server.items = [item(9)]
    up(99)
    expect(seen.values.slice(before)).toEqual([[], [contact(9)]])
    seen.unsubscribe()
    again.unsubscribe()
    connection.down()
    up()
    expect(asked).toHaveLength(3)
  })

  it('is empty where the server has none, which is told once', () => {
    const { contacts, server, up, issues, connection } = setUp()
    server.error = new ChatError('stanza', 'no', { condition: 'service-unavailable', type: 'cancel' })
    const seen = watch(contacts.list$)
    up()
    connection.down()
    up()
    expect([seen.values, issues]).toEqual([[[]], ['the server keeps no contact list']])
  })

  it('ends with the chat and replays its last', () => {
    const { contacts, server, up, end } = setUp()
    server.items = [item(5)]
    up()
    const seen = watch(contacts.list$)
    const others = [
      contacts.presence$,
      contacts.requests$,
      contacts.changed$,
      contacts.presenceChanged$,
      contacts.requested$,
    ]
    const ends = others.map((each$) => watch<unknown>(each$))
    end()
    expect([seen.completed(), ends.map(({ completed }) => completed())]).toEqual([true, others.map(() => true)])
    expect(watch(contacts.list$).values).toEqual([[contact(5)]])
    expect(watch(contacts.requests$)).toMatchObject({ values: [[]] })
  })
})

describe('changing the contact list', () => {
  it('writes what is said, and asks to see whom it adds', () => {
    const { contacts, up, asked, connection, server } = setUp()
    up()
    const add$ = contacts.add(5, { name: 'Eve', groups: ['x'] })
    expect(asked).toEqual([])
    expect(watch(add$)).toMatchObject({ values: [undefined] })
    server.items = [item(5, { name: 'Eve', groups: ['x'] })]
    watch(contacts.update(5, { name: 'Eva' }))
    watch(contacts.update(5, { groups: [] }))
    watch(contacts.remove(5))
    expect(asked.filter(({ type }) => type === 'set').map(({ roster }) => roster?.items)).toEqual([
      [{ jid: jid(5), name: 'Eve', groups: ['x'] }],
      [{ jid: jid(5), name: 'Eva', groups: ['x'] }],
      [{ jid: jid(5), name: 'Eve', groups: [] }],
      [{ jid: jid(5), subscription: 'remove', groups: [] }],
    ])
    expect(connection.written).toEqual([{ kind: 'presence', type: 'subscribe', to: jid(5) }])
  })

  it('refuses what is wrong before anything is asked, and who is no contact', () => {
    const { contacts, up, asked, connection } = setUp()
    up()
    const wrong: Observable<unknown>[] = [
      ...[contacts.add(0), contacts.remove(-1), contacts.approve(1.5), contacts.decline(NaN)],
      ...[
        contacts.add(5, JSON.parse('{"name":5}') as object),
        contacts.update(5, JSON.parse('{"groups":[""]}') as object),
      ],
      ...[
        contacts.setPresence(JSON.parse('{"show":"gone"}') as object),
        contacts.setPresence(JSON.parse('{"status":1}') as object),
      ],
    ]
    for (const work$ of wrong) expect(isChatError(watch(work$).error(), 'argument')).toBe(true)
    expect([asked, connection.written]).toEqual([[], []])
    expect(isChatError(watch(contacts.update(5, { name: 'x' })).error(), 'argument')).toBe(true)
  })
})

describe('who is there', () => {
  const there = () => {
    const all = setUp()
    all.server.items = [item(5), item(6)]
    all.up()
    return { ...all, seen: watch(all.contacts.presence$), changes: watch(all.contacts.presenceChanged$) }
  }

  it('is what the most available device says, the last of equals; strangers and rooms are nobody', () => {
    const { presence, seen } = there()
    const best: unknown[] = []
    const say = (resource: string, over: Partial<PresenceStanza> = {}): void => {
      presence(`${jid(5)}/${resource}`, over)
      best.push(seen.values.at(-1)?.[5])
    }
    say('2', { show: 'dnd' })
    say('1', { show: 'xa', status: 'out' })
    say('b', { show: 'away' })
    say('c')
    say('d', { show: 'chat' })
    say('d', { type: 'unavailable' })
    say('e', { status: 'me too' })
    say('e', { type: 'error' })
    say('', { type: 'unavailable' })
    say('20', { status: 'first' })
    say('10', { status: 'last' })
    expect(best).toEqual([
      { status: 'dnd' },
      { status: 'xa', text: 'out' },
      { status: 'away' },
      { status: 'available' },
      { status: 'chat' },
      { status: 'available' },
      { status: 'available', text: 'me too' },
      { status: 'available', text: 'me too' },
      undefined,
      { status: 'available', text: 'first' },
      { status: 'available', text: 'last' },
    ])
    const before = seen.values.length
    for (const from of ['7-1@chat.localhost/r', '5-2@chat.localhost/r', '1_d@muc.chat.localhost/5', 'chat.localhost'])
      presence(from)
    presence(`${jid(6)}/r`, { show: 'out to lunch' })
    expect(seen.values.slice(before)).toMatchObject([{ 6: { status: 'available' } }])
  })

  it('is told once, known to who comes later, and changes are told while it is watched', () => {
    const { presence, contacts, seen, changes, push } = there()
    presence(`${jid(5)}/r`, { show: 'away' })
    presence(`${jid(5)}/r`, { show: 'away' })
    expect(seen.values).toHaveLength(2)
    seen.unsubscribe()
    presence(`${jid(7)}/r`)
    const later = watch(contacts.presence$)
    expect(later.values.at(-1)).toEqual({ 5: { status: 'away' } })
    push(item(7))
    push(item(5, { subscription: 'remove' }))
    expect(later.values.at(-1)).toEqual({ 7: { status: 'available' } })
    expect(changes.values.slice(-2)).toEqual([
      { userId: 7, presence: { status: 'available' } },
      { userId: 5, presence: null },
    ])
  })

  it.each([
    ['a new session', (all: ReturnType<typeof there>) => all.up()],
    ['another user', (all: ReturnType<typeof there>) => all.up(99, true)],
    [
      'a disconnection',
      ({ connection }: ReturnType<typeof there>) =>
        connection.event$.next({ type: 'state', state: { type: 'closed', reason: 'disconnected' } }),
    ],
  ])('is forgotten with %s, not with a link', (_name, lose) => {
    const all = there()
    all.presence(`${jid(5)}/r`)
    all.connection.down()
    all.connection.event$.next({ type: 'state', state: { type: 'closed', reason: 'attempts-used-up' } })
    all.up(21, true)
    expect(all.seen.values.at(-1)).toEqual({ 5: { status: 'available' } })
    all.connection.down()
    lose(all)
    expect(all.seen.values.at(-1)).toEqual({})
  })
})

describe('requests', () => {
  it('stay until they are answered, here, elsewhere, or taken back', () => {
    const { contacts, up, presence, push, connection } = setUp()
    const told = watch(contacts.requested$)
    up()
    for (const userId of [5, 6, 7, 8]) presence(jid(userId), { type: 'subscribe', status: 'let me' })
    presence(jid(5), { type: 'subscribe' })
    presence('5-2@chat.localhost', { type: 'subscribe' })
    const seen = watch(contacts.requests$)
    expect(seen.values).toEqual([[...[6, 7, 8].map((userId) => ({ userId, text: 'let me' })), { userId: 5 }]])
    expect(told.values).toHaveLength(5)
    watch(contacts.approve(5))
    watch(contacts.decline(6))
    presence(jid(7), { type: 'unsubscribe' })
    push(item(8, { subscription: 'from' }))
    expect(seen.values.at(-1)).toEqual([])
    expect(connection.written).toEqual([
      { kind: 'presence', type: 'subscribed', to: jid(5) },
      { kind: 'presence', type: 'unsubscribed', to: jid(6) },
    ])
  })

  it('stay when the answer could not be written', () => {
    const { contacts, up, presence, connection } = setUp()
    up()
    presence(jid(5), { type: 'subscribe' })
    connection.down()
    expect(isChatError(watch(contacts.approve(5)).error(), 'link')).toBe(true)
    expect(watch(contacts.requests$).values).toEqual([[{ userId: 5 }]])
  })
})

describe('our own presence', () => {
  const presences = (written: readonly Stanza[]): unknown[] =>
    written.map((stanza) => (stanza.kind === 'presence' ? [stanza.show, stanza.status] : stanza.kind))

  it('is written when it is set and in every new session, by who set it', () => {
    const { contacts, up, connection } = setUp()
    const set$ = contacts.setPresence({ show: 'away', status: 'tea' })
    watch(set$)
    up()
    connection.down()
    up(21, true)
    connection.down()
    up()
    watch(contacts.setPresence({}))
    connection.down()
    up(99)
    connection.down()
    up()
    expect(presences(connection.written)).toEqual([
      ['away', 'tea'],
      ['away', 'tea'],
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  it('is written over a resumed link, too, where there was none when it was set', () => {
    const { contacts, up, connection } = setUp()
    up()
    connection.down()
    watch(contacts.setPresence({ show: 'away' }))
    up(99, true)
    connection.down()
    expect(connection.written).toEqual([])
    up(21, true)
    connection.down()
    up(21, true)
    expect(presences(connection.written)).toEqual([['away', undefined]])
  })
})
