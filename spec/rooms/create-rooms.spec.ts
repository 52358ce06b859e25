import { describe, expect, it } from '@jest/globals'
import { concatMap, EMPTY, filter, map, NEVER, of, share, Subject, throwError, VirtualTimeScheduler } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import { ChatError, isChatError } from '../../lib/errors/chat-error.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { IqStanza, MessageStanza, MucPresence, PresenceStanza, StanzaError } from '../../lib/model/stanza.js'
import { createRooms } from '../../lib/rooms/create-rooms.js'
import type { RoomChange } from '../../lib/rooms/rooms-reducer.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { inVirtualTime, type VirtualTime } from '../stream/virtual-time.js'

const dialogId = '5c0900000000000000000033'
const jid = `1_${dialogId}@muc.chat.localhost`
const team = { type: 'group', dialogId } as const
const muc: MucPresence = { type: 'info', statusCodes: [] }
const forbidden: StanzaError = { condition: 'forbidden', type: 'auth', code: 403 }

const deadline = 10_000

const setUp = (scheduler: SchedulerLike = new VirtualTimeScheduler()) => {
  const connection = fakeConnection()
  const pings: (string | undefined)[] = []
  const lost: string[] = []
  const missed: unknown[] = []
  const message$ = new Subject<MessageStanza>()
  connection.event$.subscribe({ complete: () => message$.complete() })
  /** What a room answers to a ping; nothing by default. */
  let pong$: Observable<IqStanza> = NEVER
  let count = 0
  const presence$ = connection.event$.pipe(
    map((event) => (event.type === 'stanza' ? event.stanza : undefined)),
    filter((stanza): stanza is PresenceStanza => stanza?.kind === 'presence'),
    share(),
  )
  const items = [`${jid}/21`, `${jid}/56`, `${jid}/56`, jid].map((each) => ({ jid: each }))
  const { background$, ...rooms } = createRooms({
    presence$,
    incoming$: message$.pipe(map((stanza) => ({ stanza, direction: 'incoming', origin: 'live' }))),
    lost: (to) => {
      lost.push(to)
      return EMPTY
    },
    missed: (room) => {
      missed.push(room)
      return EMPTY
    },
    scheduler,
    now: () => scheduler.now(),
    deadline,
    event$: connection.linkEvent$,
    link: connection.link,
    request: ({ to, ping }) => {
      if (ping !== true) return to === jid ? of({ kind: 'iq', type: 'result', discoItems: { items } }) : NEVER
      pings.push(to)
      return pong$
    },
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => `n${String(++count)}`,
  })
  const background = background$.subscribe()
  const changes: RoomChange[] = []
  rooms.changed$.subscribe((change) => changes.push(change))
  const presence = (nick: string, over: Partial<PresenceStanza> = {}): void => {
    connection.receive({ kind: 'presence', from: nick === '' ? jid : `${jid}/${nick}`, muc, ...over })
  }
  const gone = (nick: string, ...statusCodes: readonly string[]): void => {
    presence(nick, { type: 'unavailable', muc: { ...muc, statusCodes } })
  }
  return {
    ...{ connection, rooms, changes, presence, gone, pings, lost, missed, background },
    say: (from: string): void => {
      message$.next({ kind: 'message', type: 'groupchat', from, body: 'Hi' })
    },
    answer: (next$: Observable<IqStanza>): void => {
      pong$ = next$
    },
    /** Occupants first, ourselves last (protocol 3.14). */
    letIn: (...others: readonly string[]): void => {
      for (const nick of others) presence(nick)
      presence('21', { muc: { ...muc, statusCodes: ['110'] } })
    },
    refuse: (error = forbidden): void => {
      presence('21', { type: 'error', error })
    },
    renew: (): void => {
      connection.event$.next({ type: 'renewed', link: connection.up(21) })
    },
    /** `join` and `leave` of each presence that was written. */
    asked: (): readonly string[] =>
      connection.written.map((stanza) => (stanza.kind === 'presence' && stanza.type === undefined ? 'join' : 'leave')),
  }
}

const words = (source$: Observable<unknown>) => {
  const said: string[] = []
  const subscription = source$.subscribe({
    next: (value) => said.push(JSON.stringify(value)),
    error: (error: unknown) => said.push(isChatError(error) ? `error ${error._tag}` : 'a foreign error'),
    complete: () => said.push('complete'),
  })
  return { said, subscription }
}

describe('join', () => {
  it('is cold, asks without history, and completes with who is in', () => {
    const { connection, rooms, letIn, changes } = setUp()
    connection.up(21)
    const join$ = rooms.join(team)
    expect(connection.written).toEqual([])
    const { said } = words(join$)
    expect(connection.written).toEqual([
      { kind: 'presence', id: 'n1', to: `${jid}/21`, muc: { type: 'join', statusCodes: [] } },
    ])
    letIn('56', '57')
    expect(said).toEqual(['[56,57,21]', 'complete'])
    expect(changes).toEqual([{ type: 'joined', dialog: team, userId: 21 }])
  })

  it('is through for who leaves at once', () => {
    const { connection, rooms, letIn, changes } = setUp()
    connection.up(21)
    const { said } = words(rooms.join(team).pipe(concatMap(() => rooms.leave(team))))
    letIn('56')
    expect(said).toEqual([undefined, 'complete'])
    expect(changes.map(({ type }) => type)).toEqual(['joined', 'left'])
  })

  it('when in already says so at once, and asks no more', () => {
    const { connection, rooms, letIn, asked } = setUp()
    connection.up(21)
    words(rooms.join(team))
    letIn('56')
    expect(words(rooms.join(team)).said).toEqual(['[56,21]', 'complete'])
    expect(asked()).toEqual(['join'])
  })

  it('at the same time asks once, and one who gives up does not take it from the other', () => {
    const { connection, rooms, letIn, asked } = setUp()
    connection.up(21)
    const one = words(rooms.join(team))
    const other = words(rooms.join(team))
    one.subscription.unsubscribe()
    letIn()
    expect([one.said, other.said]).toEqual([[], ['[21]', 'complete']])
    expect(asked()).toEqual(['join'])
  })

  it('that nobody waits for any more is taken back, and can be asked again', () => {
    const { connection, rooms, letIn, asked, gone, changes } = setUp()
    connection.up(21)
    words(rooms.join(team)).subscription.unsubscribe()
    expect(asked()).toEqual(['join', 'leave'])
    letIn()
    expect(changes).toEqual([])
    const { said } = words(rooms.join(team))
    gone('21', '110')
    letIn()
    expect(said).toEqual(['[21]', 'complete'])
  })

  it.each([
    ['under our nick', '21'],
    ['from the room', ''],
  ])('errs when the room refuses %s, and comes not back', (_name, nick) => {
    const { connection, rooms, presence, asked, renew } = setUp()
    connection.up(21)
    const { said } = words(rooms.join(team))
    presence(nick, { type: 'error', error: forbidden })
    renew()
    expect(said).toEqual(['error stanza'])
    expect(asked()).toEqual(['join'])
  })

  it('does not take an error of another occupant or another room for its own', () => {
    const { connection, rooms, presence } = setUp()
    connection.up(21)
    const { said } = words(rooms.join(team))
    presence('56', { type: 'error', error: forbidden })
    presence('', { type: 'error', error: forbidden, from: '1_other@muc.chat.localhost' })
    presence('', { type: 'error', error: forbidden, from: '21-1@chat.localhost' })
    expect(said).toEqual([])
  })

  it('without a link, and of a private dialog, errs and writes nothing', () => {
    const { connection, rooms } = setUp()
    expect(words(rooms.join(team)).said).toEqual(['error link'])
    connection.up(21)
    const ben: DialogRef = { type: 'private', opponentId: 56 }
    for (const call of [rooms.join, rooms.leave, rooms.online])
      expect(words(call(ben)).said).toEqual(['error argument'])
    expect(connection.written).toEqual([])
  })

  it('waits through a lost session, and is asked anew in the next one', () => {
    const { connection, rooms, letIn, renew, asked } = setUp()
    connection.up(21)
    const { said } = words(rooms.join(team))
    connection.down()
    renew()
    expect(asked()).toEqual(['join', 'join'])
    letIn('56')
    expect(said).toEqual(['[56,21]', 'complete'])
  })

  it('is given up when the room is silent for too long, by each who waits in his own time, and taken back then', () => {
    inVirtualTime(({ scheduler, at, timers }) => {
      const { connection, rooms, asked, background, letIn } = setUp(scheduler)
      connection.up(21)
      const errors: unknown[] = []
      const wait = { error: (error: unknown) => errors.push(error) }
      rooms.join(team).subscribe(wait)
      at(1, () => rooms.join(team).subscribe(wait))
      const timeout = { _tag: 'timeout', detail: { waitedFor: 'room', ms: deadline }, retryable: true }
      at(deadline, () => {
        expect([asked(), errors]).toMatchObject([['join'], [timeout]])
      })
      at(deadline + 2, () => {
        expect([asked(), errors]).toMatchObject([
          ['join', 'leave'],
          [timeout, timeout],
        ])
        const { said } = words(rooms.join(team))
        letIn('56')
        expect(said).toEqual(['[56,21]', 'complete'])
        background.unsubscribe()
        expect(timers()).toBe(0)
      })
    })
  })

  it('ends as closed when the room is left, or the chat destroyed, before', () => {
    const { connection, rooms } = setUp()
    connection.up(21)
    const first = words(rooms.join(team))
    words(rooms.leave(team))
    const second = words(rooms.join(team))
    connection.event$.complete()
    expect([first.said, second.said]).toEqual([['error closed'], ['error closed']])
  })
})

describe('who is in a room', () => {
  const joined = () => {
    const set = setUp()
    set.connection.up(21)
    words(set.rooms.join(team))
    const { said } = words(set.rooms.in(team))
    set.letIn('56')
    return { ...set, said }
  }

  it('is nobody before we are let in, then everybody, and follows', () => {
    const { said, presence, gone, changes } = joined()
    presence('57')
    gone('56')
    expect(said).toEqual(['[]', '[56,21]', '[56,21,57]', '[21,57]'])
    expect(changes.slice(1)).toEqual([
      { type: 'joined', dialog: team, userId: 57 },
      { type: 'left', dialog: team, userId: 56 },
    ])
  })

  it('replays, the same value to all', () => {
    const { rooms } = joined()
    const seen: unknown[] = []
    rooms.in(team).subscribe((value) => seen.push(value))
    rooms.in({ ...team, type: 'public' }).subscribe((value) => seen.push(value))
    expect(seen).toEqual([
      [56, 21],
      [56, 21],
    ])
    expect(seen[0]).toBe(seen[1])
  })

  it.each([
    ['301', 'banned'],
    ['307', 'kicked'],
    ['321', 'affiliation-lost'],
    ['322', 'members-only'],
  ])('loses who is put out with %s', (code, reason) => {
    const { gone, changes, said } = joined()
    gone('56', code)
    expect(changes.at(-1)).toEqual({ type: 'kicked', dialog: team, userId: 56, reason })
    expect(said.at(-1)).toBe('[21]')
  })

  it('is nobody once we were put out, and we do not come back by ourselves', () => {
    const { gone, changes, said, renew, asked } = joined()
    gone('21', '110', '307')
    renew()
    expect(changes.at(-1)).toEqual({ type: 'kicked', dialog: team, userId: 21, reason: 'kicked' })
    expect(said.at(-1)).toBe('[]')
    expect(asked()).toEqual(['join'])
  })

  it('tells one with two devices once, coming with the first and going with the last', () => {
    const { presence, changes, gone } = joined()
    for (const device of ['desk', 'phone', 'phone'])
      presence('57', { muc: { ...muc, jid: `57-1@chat.localhost/${device}` } })
    gone('57')
    expect(changes.slice(1)).toEqual([
      { type: 'joined', dialog: team, userId: 57 },
      { type: 'left', dialog: team, userId: 57 },
    ])
  })

  it('is nobody in a new session until we are let in again, and is told again', () => {
    const { renew, letIn, said, changes, connection } = joined()
    connection.down()
    renew()
    letIn('57')
    expect(said).toEqual(['[]', '[56,21]', '[]', '[57,21]'])
    expect(changes).toHaveLength(2)
  })

  it('is nobody when a room does not let us in again', () => {
    const { renew, refuse, said, changes } = joined()
    renew()
    refuse()
    expect(said.at(-1)).toBe('[]')
    expect(changes.at(-1)).toEqual({ type: 'kicked', dialog: team, userId: 21, reason: 'forbidden' })
  })

  it('stays over a resumed session, and ends with the wish to be online', () => {
    const { connection, said } = joined()
    connection.down()
    connection.up(21, true)
    expect(said).toEqual(['[]', '[56,21]'])
    const closed = { type: 'closed', reason: 'attempts-used-up' } as const
    connection.event$.next({ type: 'state', state: closed })
    expect(said).toHaveLength(2)
    connection.event$.next({ type: 'state', state: { ...closed, reason: 'disconnected' } })
    expect(said.at(-1)).toBe('[]')
  })

  it('is not another user’s', () => {
    const { connection, asked } = joined()
    connection.event$.next({ type: 'renewed', link: connection.up(56) })
    expect(asked()).toEqual(['join'])
  })

  it('is not what the room itself, a stranger or a room we are not in says', () => {
    const { presence, changes, said } = joined()
    presence('')
    presence('', { type: 'unavailable' })
    presence('57', { from: '57-1@chat.localhost/desk' })
    presence('57', { from: '1_other@muc.chat.localhost/57' })
    expect([changes.length, said.length]).toEqual([1, 2])
  })

  it('ends with the stream of stanzas, and keeps the last value', () => {
    const { connection, rooms, said } = joined()
    const { said: told } = words(rooms.changed$)
    connection.event$.complete()
    expect([said.at(-1), told]).toEqual(['complete', ['complete']])
    expect(words(rooms.in(team)).said).toEqual(['[56,21]', 'complete'])
  })

  it('can be asked without entering', () => {
    const { rooms, connection } = setUp()
    expect(words(rooms.online(team)).said).toEqual(['[21,56]', 'complete'])
    expect(connection.written).toEqual([])
  })

  it('is nobody after we left, which is told once', () => {
    const { rooms, said, changes, asked, gone } = joined()
    expect([1, 2].map(() => words(rooms.leave(team)).said.at(-1))).toEqual(['complete', 'complete'])
    gone('21', '110')
    expect([said.at(-1), changes.at(-1)]).toEqual(['[]', { type: 'left', dialog: team, userId: 21 }])
    expect(asked()).toEqual(['join', 'leave'])
    expect(changes).toHaveLength(2)
  })
})

const refusal = (condition: string, retryable = false) =>
  throwError(() => new ChatError('stanza', condition, { condition, type: 'cancel' }, { retryable }))
const inside$ = of<IqStanza>({ kind: 'iq', type: 'result', from: `${jid}/21` })

describe('a room that went with its node', () => {
  /** ms from one look to the next; we were let in before the first one. */
  const look = 30_000
  /** In the room over a link that is up; the script goes on in virtual time, and nothing is left of it. */
  const inside = (script: (set: ReturnType<typeof setUp>, at: VirtualTime['at']) => void): void => {
    inVirtualTime(({ scheduler, at, timers }) => {
      const set = setUp(scheduler)
      set.renew()
      words(set.rooms.join(team))
      set.letIn('56')
      script(set, at)
      at(10 * look, () => {
        set.background.unsubscribe()
        expect(timers()).toBe(0)
      })
    })
  }

  it.each(['not-acceptable', 'item-not-found'])(
    'is asked when it was silent from one look to the next, and entered again on %s',
    (word) => {
      inside(({ pings, answer, asked, lost, letIn, rooms, changes }, at) => {
        const { said } = words(rooms.in(team))
        answer(refusal(word))
        at(2 * look - 1, () => {
          expect(pings).toEqual([])
        })
        at(2 * look + 1, () => {
          expect([pings, asked(), lost]).toEqual([[`${jid}/21`], ['join', 'join'], [jid]])
          answer(inside$)
          letIn('57')
          expect(said).toEqual(['[56,21]', '[]', '[57,21]'])
          expect(changes.at(-1)).toEqual({ type: 'joined', dialog: team, userId: 21 })
        })
        at(4 * look + 1, () => {
          expect(asked()).toEqual(['join', 'join'])
        })
      })
    },
  )

  it.each<readonly [string, Observable<IqStanza>]>([
    ['it answers', inside$],
    ['a client that knows no ping answers for us', refusal('service-unavailable')],
    ['it asks to wait', refusal('resource-constraint', true)],
    ['nothing is answered', NEVER],
    ['the link is lost', throwError(() => new ChatError('link', 'lost', { reason: 'lost' }, { retryable: true }))],
  ])('is taken to be there while %s', (_how, answered$) => {
    inside(({ pings, answer, asked, lost }, at) => {
      answer(answered$)
      at(3 * look + 1, () => {
        expect([pings.length, asked(), lost]).toEqual([2, ['join'], []])
      })
    })
  })

  it('is not asked while something comes from it, nor without a link', () => {
    inside(({ pings, say, presence, connection }, at) => {
      at(2 * look - 10, () => {
        say(`${jid}/56`)
      })
      at(3 * look - 10, () => {
        presence('57')
      })
      at(4 * look - 10, () => {
        say('1_other@muc.chat.localhost/56')
        connection.down()
      })
      at(9 * look, () => {
        expect(pings).toEqual([])
      })
    })
  })

  it('is read from when it was heard last, once we are in again', () => {
    inside(({ answer, say, letIn, missed, presence }, at) => {
      answer(refusal('not-acceptable'))
      at(look - 10, () => {
        say(`${jid}/56`)
      })
      at(2 * look + 1, () => {
        presence('57')
        expect(missed).toEqual([])
        letIn()
        expect(missed).toEqual([{ dialog: team, since: look - 10 }])
      })
    })
  })

  it('is not read when it does not let us in, nor in a new session, which reads all', () => {
    inside(({ gone, refuse, letIn, missed, renew, connection }) => {
      connection.down()
      renew()
      letIn('56')
      gone('21', '110', '332')
      refuse()
      expect(missed).toEqual([])
    })
  })

  it('and never answered is asked to let us in again at a later look', () => {
    inside(({ gone, asked }, at) => {
      gone('21', '110', '332')
      expect(asked()).toEqual(['join', 'join'])
      at(2 * look + 1, () => {
        expect(asked()).toEqual(['join', 'join', 'join'])
      })
    })
  })

  it('is entered again at once when it says that it shuts down, and told as left when it does not come back', () => {
    inside(({ gone, asked, lost, changes, refuse }) => {
      gone('21', '110', '332')
      expect([asked(), lost, changes.length]).toEqual([['join', 'join'], [jid], 1])
      refuse()
      expect(changes.at(-1)).toMatchObject({ type: 'kicked', reason: 'forbidden' })
    })
  })

  it('is entered again by whom it refused as one outside; of one that lets us in nobody is told', () => {
    inside(({ rooms, asked, letIn, lost }) => {
      const { said } = words(rooms.enterAgain(team))
      expect([said, asked(), lost]).toEqual([[], ['join', 'join'], [jid]])
      const { said: also } = words(rooms.enterAgain(team))
      letIn('57')
      expect([said, also]).toEqual([
        ['[57,21]', 'complete'],
        ['[57,21]', 'complete'],
      ])
      expect([asked(), lost]).toEqual([['join', 'join'], [jid]])
    })
  })

  it('is asked whether we are inside where we want to be, and only there', () => {
    inside(({ rooms, answer, pings }) => {
      expect(rooms.confirmIn({ ...team, dialogId: '5c0900000000000000000044' })).toBeUndefined()
      answer(inside$)
      expect(words(rooms.confirmIn(team) ?? NEVER).said).toEqual(['complete'])
      answer(refusal('not-acceptable'))
      expect(words(rooms.confirmIn(team) ?? NEVER).said).toEqual(['error stanza'])
      expect(pings).toHaveLength(2)
    })
  })
})
