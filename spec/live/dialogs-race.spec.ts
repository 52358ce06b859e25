import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dialogsReducer, emptyDialogs, type DialogsEvent, type DialogsTask } from '../../lib/live/dialogs-reducer.js'
import type { Dialog } from '../../lib/model/dialog.js'
import {
  changed,
  deleted,
  dialog,
  last,
  own,
  pageOf,
  pending,
  read,
  ready,
  received,
  refOf,
} from './dialogs-fixture.js'

interface Stored {
  readonly id: string
  readonly sentAt: number
  readonly ours: boolean
  readonly read: boolean
}

/**
 * A server with its stream and its REST, and a client: what is stored is told in order, some time later, and a list is
 * read at any time between question and answer.
 */
const createWorld = () => {
  const stored = new Map<number, readonly Stored[]>([1, 2, 3].map((number) => [number, []]))
  const stream: DialogsEvent[] = []
  const told: DialogsEvent[] = []
  const answers = new Map<DialogsTask, readonly Dialog[]>()
  let state = dialogsReducer(emptyDialogs(), { type: 'dialogs/load' })
  let minted = 0

  const dialogs = (): readonly Dialog[] =>
    [...stored].map(([number, messages]) => {
      const newest = messages.at(-1)
      const isPublic = number === 3
      const unreadCount = isPublic ? 0 : messages.filter((one) => !one.read && !one.ours).length
      const by = newest?.ours === true ? ({ senderId: own, status: 'sent' } as const) : {}
      const lastMessage = newest === undefined ? null : last(newest.id, newest.sentAt, by)
      return dialog(number, { lastMessage, unreadCount, ...(isPublic ? { type: 'public' } : {}) })
    })
  const hear = (event: DialogsEvent | undefined): void => {
    if (event === undefined) return
    told.push(event)
    state = dialogsReducer(state, event)
  }
  const change = (number: number, to: (one: Stored) => readonly Stored[]): void => {
    stored.set(number, (stored.get(number) ?? []).flatMap(to))
  }
  const look = (task: DialogsTask | undefined): void => {
    if (task !== undefined && !answers.has(task)) answers.set(task, dialogs())
  }
  const answer = (task: DialogsTask | undefined): void => {
    const items = task && answers.get(task)
    if (task === undefined || items === undefined) return
    const id = task.query.filter?.id
    const found = id === undefined ? items : items.filter(({ dialogId }) => dialogId === id)
    hear({ type: 'dialogs/page', task, page: pageOf(found) })
  }
  const settle = (): void => {
    for (const event of stream.splice(0)) hear(event)
    while (state.tasks.length > 0) {
      look(state.tasks[0])
      answer(state.tasks[0])
    }
  }
  return {
    say: (number: number, ours: boolean): void => {
      const id = `m${String(++minted).padStart(4, '0')}`
      const sentAt = Math.floor(minted / 3)
      const known = stored.get(number) ?? []
      stored.set(number, [...known, { id, sentAt, ours, read: false }])
      stream.push(ours ? { type: 'outbox/sent', entry: pending(number, id, sentAt) } : received(number, id, sentAt))
    },
    create: (number: number): void => {
      if (!stored.has(number)) stored.set(number, [])
      stream.push(changed(number))
    },
    hear: (count: number): void => {
      for (const event of stream.splice(0, count)) hear(event)
    },
    /** The same once more, of what was heard. */
    repeat: (back: number): void => {
      const event = told.filter(({ type }) => type === 'message/received').at(-1 - back)
      if (event !== undefined) hear(event)
    },
    look: (at: number): void => {
      look(state.tasks[at])
    },
    answer: (at: number): void => {
      answer(state.tasks[at])
    },
    fail: (at: number): void => {
      const task = state.tasks[at]
      if (task !== undefined) hear({ type: 'dialogs/failed', task, error: { tag: 'network', message: '' } })
    },
    reload: (): void => {
      hear(ready('filled'))
    },
    readAll: (number: number): void => {
      change(number, (one) => [{ ...one, read: true }])
      hear(read(number))
    },
    readOne: (number: number): void => {
      const unread = (stored.get(number) ?? []).find((one) => !one.read && !one.ours)
      if (unread === undefined) return
      change(number, (one) => [one === unread ? { ...one, read: true } : one])
      hear(read(number, unread.id))
    },
    remove: (number: number): void => {
      const newest = stored.get(number)?.at(-1)
      if (newest === undefined) return
      change(number, (one) => (one === newest ? [] : [one]))
      stream.push(deleted(number, newest.id))
    },
    settle,
    view: () => state.view,
    expected: dialogs,
  }
}

type World = ReturnType<typeof createWorld>
type Step = (world: World) => void

const number = fc.constantFrom(1, 2, 3)
const any = fc.constantFrom(1, 2, 3, 5, 6)
const at = fc.nat(2)
const step = <T>(of: fc.Arbitrary<T>, act: (world: World, value: T) => void): fc.Arbitrary<Step> =>
  of.map((value) => (world: World) => {
    act(world, value)
  })
const always = fc.constant(null)

/** What keeps the numbers exact at any time, whatever overtakes what. */
const racing = [
  step(fc.tuple(any, fc.boolean()), (world, [one, ours]) => {
    world.create(one)
    world.say(one, ours)
  }),
  step(fc.tuple(number, fc.boolean()), (world, [one, ours]) => {
    world.say(one, ours)
  }),
  step(fc.nat(4), (world, count) => {
    world.hear(count)
  }),
  step(fc.nat(6), (world, back) => {
    world.repeat(back)
  }),
  step(at, (world, task) => {
    world.look(task)
  }),
  step(at, (world, task) => {
    world.answer(task)
  }),
  step(always, (world) => {
    world.reload()
  }),
]
/** Reads, while nothing is on its way. */
const calm = [
  step(number, (world, one) => {
    world.settle()
    world.readAll(one)
  }),
  step(number, (world, one) => {
    world.settle()
    world.readOne(one)
  }),
]
/** Where only the server knows in the end. */
const rough = [
  step(number, (world, one) => {
    world.readAll(one)
  }),
  step(number, (world, one) => {
    world.readOne(one)
  }),
  step(any, (world, one) => {
    world.remove(one)
  }),
  step(at, (world, task) => {
    world.fail(task)
  }),
]

const steps = (of: readonly fc.Arbitrary<Step>[]) => fc.array(fc.oneof(...of), { minLength: 1, maxLength: 60 })
const shown = (items: readonly Dialog[]) =>
  Object.fromEntries(items.map(({ dialogId, unreadCount, lastMessage }) => [dialogId, [unreadCount, lastMessage?.id]]))

describe('a list that is loaded while messages arrive', () => {
  it('counts each message once, and is what the server says when all is told', () => {
    fc.assert(
      fc.property(steps([...racing, ...racing, ...calm]), (all) => {
        const world = createWorld()
        for (const act of all) act(world)
        world.settle()
        expect(shown(world.view().items)).toEqual(shown(world.expected()))
        expect(world.view().items.map(({ dialogId }) => dialogId)).toContain(refOf(1).dialogId)
      }),
      { seed: 6, numRuns: 500 },
    )
  })

  it('is what the server says after the next session, whatever happened', () => {
    fc.assert(
      fc.property(steps([...racing, ...rough]), (all) => {
        const world = createWorld()
        for (const act of all) act(world)
        world.settle()
        world.reload()
        world.settle()
        expect(shown(world.view().items)).toEqual(shown(world.expected()))
      }),
      { seed: 6, numRuns: 500 },
    )
  })
})
