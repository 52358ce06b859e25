import { expect, it } from '@jest/globals'
import { Subject } from 'rxjs'
import type { Timeline } from '../../lib/index.js'
import { createWorld, virtualChat } from '../virtual/support/virtual-session.js'
import { heapInUse, megabyte } from './support/memory.js'

const message = (from: number, number: number): string => {
  const id = (0x65a0000000 + number).toString(16).padStart(24, '0')
  return `<message from="${String(from)}-10@chat.x/r" to="21-10@chat.x" type="chat" id="${id}"><body>${'x'.repeat(100)}</body></message>`
}

it('keeps nothing of 1,000 timelines that were opened, used and closed', () => {
  const world = createWorld('granted')
  const line = world.server.client()
  const chat = virtualChat(world, line, 21)
  chat.connection.connect({ userId: 21, password: 'pw-of-21' }).subscribe()
  world.clock.pass(1000)
  let number = 0
  const use = (times: number): void => {
    for (let each = 0; each < times; each++) {
      const opponentId = 1000 + each
      const older$ = new Subject<void>()
      let shown: Timeline | undefined
      const open = chat.live.timeline({ type: 'private', opponentId }, { older$ }).subscribe((view) => {
        shown = view
      })
      for (let of = 0; of < 20; of++) world.server.deliver('21-10', message(opponentId, number++))
      older$.next()
      world.clock.pass(100)
      expect(shown?.items).toHaveLength(20)
      open.unsubscribe()
      expect(older$.observed).toBe(false)
      line.forget()
      world.server.forget()
    }
  }
  // What is remembered to drop copies is full then, and the code compiled.
  use(600)
  const before = heapInUse()
  use(1000)
  const grown = heapInUse() - before
  process.stdout.write(`1,000 timelines: ${String(grown)} bytes more\n`)
  expect(grown).toBeLessThan(2 * megabyte)
  chat.destroy()
  expect(world.clock.timers()).toBe(0)
})
