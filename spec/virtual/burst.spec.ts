import { describe, expect, it } from '@jest/globals'
import { take } from 'rxjs'
import { createVirtualClock } from './support/virtual-clock.js'
import { createVirtualServer } from './support/virtual-server.js'
import { leftovers, virtualChat } from './support/virtual-session.js'

const count = 1000
/** ms there and back */
const roundTrip = 10

const oid = (index: number): string => index.toString(16).padStart(24, '0')

describe('a burst of messages that are to be confirmed', () => {
  it('has each confirmed once, and lets a message of ours pass', () => {
    const clock = createVirtualClock()
    const world = { clock, server: createVirtualServer(clock.world, 'granted', roundTrip / 2) }
    const line = world.server.client()
    const chat = virtualChat(world, line, 21)
    const written = (): readonly string[] => line.sockets.flatMap((socket) => socket.written)
    const received: string[] = []
    chat.messages.received$.subscribe(({ id }) => received.push(id))
    chat.connection.connect({ userId: 21, password: 'pw-of-21' }).subscribe()
    clock.pass(200)

    for (let index = 0; index < count; index++)
      world.server.deliver(
        '21-10',
        `<message type="chat" from="22-10@chat.x/r" to="21-10@chat.x" id="${oid(index)}"><body>${String(index)}</body><markable xmlns="urn:xmpp:chat-markers:0"/></message>`,
      )
    const markers = (): readonly string[] =>
      written().flatMap((frame) => /<received xmlns="[^"]*" id="([^"]*)"/.exec(frame)?.[1] ?? [])
    clock.pass(200)
    const before = markers().length
    expect(received).toHaveLength(count)
    expect(before).toBeGreaterThan(100)
    expect(before).toBeLessThan(count - 100)

    chat.messages.send({ type: 'private', opponentId: 22 }, { body: 'mine' }).pipe(take(1)).subscribe()
    const isWritten = (): boolean => written().some((frame) => frame.includes('>mine<'))
    let waited = 0
    for (; !isWritten() && waited < 1000; waited++) clock.pass(1)
    // Those in flight are ahead of it, and nothing else.
    expect(markers().length - before).toBeLessThanOrEqual(20)
    expect(waited).toBeLessThan(50)

    clock.pass(10_000)
    expect([...markers()].sort()).toEqual(Array.from({ length: count }, (_, index) => oid(index)))
    expect([world.server.unacknowledged(), world.server.violations]).toEqual([0, []])
    expect(leftovers({ clock, ann: { chat, line }, ben: { chat, line } })).toEqual([])
  })
})

describe('a burst of messages of ours', () => {
  it('is with the server after as many round trips as there are windows of 20', () => {
    const clock = createVirtualClock()
    const world = { clock, server: createVirtualServer(clock.world, 'granted', 50) }
    const line = world.server.client()
    const chat = virtualChat(world, line, 21)
    chat.connection.connect({ userId: 21, password: 'pw-of-21' }).subscribe()
    clock.pass(2000)

    const sent: string[] = []
    for (let index = 0; index < 200; index++)
      chat.messages
        .send({ type: 'private', opponentId: 22 }, { body: String(index) })
        .subscribe({ complete: () => sent.push(String(index)) })
    let roundTrips = 0
    for (; sent.length < 200 && roundTrips < 50; roundTrips++) clock.pass(100)
    expect(roundTrips).toBeLessThanOrEqual(11)
    expect(sent).toEqual(Array.from({ length: 200 }, (_, index) => String(index)))
    const requests = line.sockets.flatMap(({ written }) => written).filter((frame) => frame.startsWith('<r '))
    expect(requests.length).toBeLessThan(30)
    expect(leftovers({ clock, ann: { chat, line }, ben: { chat, line } })).toEqual([])
  })
})
