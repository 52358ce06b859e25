import { describe, expect, it } from '@jest/globals'
import { Subject } from 'rxjs'
import { byKey } from '../../lib/rx/by-key.js'
import type { Keeping } from '../virtual/support/virtual-server.js'
import { createWorld, virtualChat, type World } from '../virtual/support/virtual-session.js'
import { heapInUse, megabyte } from './support/memory.js'

/** A chat of user 21 that is up, with nobody listening to anything but what `connect` itself does. */
const online = (world: World, count = { ready: 0 }) => {
  const line = world.server.client()
  const chat = virtualChat(world, line, 21)
  chat.connection.connect({ userId: 21, password: 'pw-of-21' }).subscribe({ next: () => count.ready++ })
  world.clock.pass(1000)
  return { chat, line }
}

const message = (number: number): string => {
  const id = (0x65a0000000 + number).toString(16).padEnd(24, '0')
  return `<message from="22-10@chat.x/r" to="21-10@chat.x" type="chat" id="${id}"><body>${'x'.repeat(100)}</body><markable xmlns="urn:xmpp:chat-markers:0"/></message>`
}

/** What Node keeps open, without what jest's own work comes and goes with: it has timers too, so ours are counted apart. */
const resources = (): readonly string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => !['FSReqCallback', 'Immediate', 'Timeout'].includes(name))
    .sort()

/** Timers of Node, jest's own few among them. */
const timeouts = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
const fewTimers = 10

describe('nothing is retained', () => {
  it.each<[Keeping]>([['granted'], ['refused'], ['none']])('by 1,000 reconnects (%s)', (keeping) => {
    const world = createWorld(keeping)
    const { chat, line } = online(world)
    const { clock, server } = world
    const reconnect = (times: number): void => {
      for (let each = 0; each < times; each++) {
        line.drop()
        chat.messages.send({ type: 'private', opponentId: 22 }, { body: 'x' }).subscribe()
        server.deliver('21-10', message(each))
        clock.pass(10_000)
        line.forget()
        server.forget()
      }
    }
    // The first ones compile the code.
    reconnect(300)
    const [before, open, timers] = [heapInUse(), resources(), clock.timers()]
    const made = line.count('up')
    reconnect(1000)
    const grown = heapInUse() - before
    process.stdout.write(`${keeping}: ${String(line.count('up') - made)} frames, ${String(grown)} bytes more\n`)
    expect(line.count('up') - made).toBeGreaterThan(5000)
    expect(grown).toBeLessThan(2 * megabyte)
    expect(resources()).toEqual(open)
    // One left by each would be a thousand.
    expect(timeouts()).toBeLessThan(fewTimers)
    expect(clock.timers()).toBe(timers)
    chat.destroy()
    expect(clock.timers()).toBe(0)
    expect(line.sockets.every((socket) => socket.closed() && socket.listeners() === 0)).toBe(true)
  })

  it('by 100,000 messages that nobody listens to, but for what drops copies', () => {
    /** Plays messages to a chat of its own; bytes that it takes more than before. */
    const play = (count: number): number => {
      const world = createWorld('granted')
      const { chat, line } = online(world)
      const before = heapInUse()
      let confirmed = 0
      for (let number = 0; number < count; number++) {
        world.server.deliver('21-10', message(number))
        if (number % 20 === 19) world.clock.pass(200)
        if (number % 1000 === 999) {
          confirmed += line.sockets[0]?.written.filter((frame) => frame.includes('<received')).length ?? 0
          line.forget()
          world.server.forget()
        }
      }
      world.clock.pass(10_000)
      expect(confirmed).toBeGreaterThan(0.99 * count)
      expect(world.server.unacknowledged()).toBe(0)
      const grown = heapInUse() - before
      chat.destroy()
      return grown
    }
    // The first ones compile the code, and what is compiled for one chat holds it until there is another.
    play(20_000)
    play(20_000)
    const grown = play(100_000)
    process.stdout.write(`100,000 messages: ${String(grown)} bytes more\n`)
    expect(grown).toBeLessThan(2 * megabyte)
  })

  it('of the frames that messages, changes and reactions came in', () => {
    const filler = 'x'.repeat(20_000)
    const id = (number: number): string => (0x65b0000000 + number).toString(16).padEnd(24, '0')
    const params = `<extraParams xmlns="jabber:client"><filler>${filler}</filler></extraParams>`
    const kinds: Readonly<Record<string, (number: number) => string>> = {
      'a message': (number) =>
        `<message from="22-10@chat.x/r" type="chat" id="${id(number)}">${params}<body>b</body></message>`,
      'a message of a room': (number) =>
        `<message from="10_${id(number)}@muc.chat.x/22" type="groupchat" id="${id(number)}">${params}<body>b</body></message>`,
      'an edit': (number) =>
        `<message from="22-10@chat.x/r" type="chat" id="${id(number)}"><body>${filler}</body><replace xmlns="urn:xmpp:message-correct:0" id="${id(number)}"/></message>`,
      'a status': (number) =>
        `<message from="22-10@chat.x/r" type="chat" id="${id(number)}">${params}<received xmlns="urn:xmpp:chat-markers:0" id="${id(number)}"/></message>`,
      'a reaction': (number) =>
        `<message from="22-10@chat.x" type="headline" id="${id(number)}">${params}<reactions message_id="${id(number)}" user_id="22"><reaction add="true" type="x"/></reactions></message>`,
    }
    for (const [kind, frameOf] of Object.entries(kinds)) {
      const world = createWorld('granted')
      const { chat, line } = online(world)
      const heard: string[] = []
      chat.events$.subscribe(({ type }) => heard.push(type))
      const play = (from: number, count: number): void => {
        for (let number = from; number < from + count; number++) {
          world.server.deliver('21-10', frameOf(number))
          if (number % 20 === 19) world.clock.pass(200)
        }
        line.forget()
        world.server.forget()
      }
      play(0, 200)
      const [before, events] = [heapInUse(), heard.length]
      play(200, 1000)
      const grown = heapInUse() - before
      process.stdout.write(`${kind}: ${String(heard.length - events)} events, ${String(grown)} bytes more\n`)
      expect(heard.length - events).toBeGreaterThanOrEqual(1000)
      // Their frames would be 20.
      expect(grown).toBeLessThan(2 * megabyte)
      chat.destroy()
    }
  })

  it('by 100,000 keys that were listened to', () => {
    const routed = byKey(new Subject<string>(), (value) => value)
    const kept = routed('kept').subscribe()
    const listen = (from: number, count: number): void => {
      for (let number = from; number < from + count; number++)
        routed(`key ${String(number)}`)
          .subscribe()
          .unsubscribe()
    }
    listen(0, 1000)
    const before = heapInUse()
    listen(1000, 100_000)
    const grown = heapInUse() - before
    process.stdout.write(`100,000 keys: ${String(grown)} bytes more\n`)
    expect(grown).toBeLessThan(2 * megabyte)
    kept.unsubscribe()
  })

  it('by 1,000 chats that were made, used and destroyed', () => {
    const world = createWorld('granted')
    const live = (times: number): void => {
      for (let each = 0; each < times; each++) {
        const { chat, line } = online(world)
        world.server.deliver('21-10', message(each))
        world.clock.pass(100)
        chat.destroy()
        world.clock.pass(100)
        expect(world.clock.timers()).toBe(0)
        expect(line.sockets.every((socket) => socket.closed() && socket.listeners() === 0)).toBe(true)
      }
    }
    live(50)
    const [before, open] = [heapInUse(), resources()]
    live(1000)
    const grown = heapInUse() - before
    process.stdout.write(`1,000 chats: ${String(grown)} bytes more\n`)
    expect(grown).toBeLessThan(2 * megabyte)
    expect(resources()).toEqual(open)
    // One left by each would be a thousand.
    expect(timeouts()).toBeLessThan(fewTimers)
  })
})
