import { describe, expect, it } from '@jest/globals'
import { createEntryTable } from '../../lib/outbox/entry-table.js'
import { entered, released, type OutboxState } from '../../lib/outbox/outbox-reducer.js'

const entry = (id: string, at: number, userId = 21) =>
  entered({
    ...{ id, at, userId, kind: 'message', queue: 'tab', background: false, call: false },
    stanza: { kind: 'message', type: 'chat', id, to: '56-1@chat.localhost' },
  })

describe('the table of entries', () => {
  it('tells its state at once and after each change, to all in the same order, until it is complete', () => {
    const table = createEntryTable()
    const told: string[] = []
    const tell = (name: string) => (state: OutboxState) => told.push(`${name} ${state.map(({ id }) => id).join('')}`)
    table.pending$.subscribe((state) => {
      tell('first')(state)
      if (state.length === 1) table.add([entry('b', 2)])
    })
    table.pending$.subscribe({ next: tell('second'), complete: () => told.push('end') })
    table.add([entry('a', 1)])
    table.complete()
    table.add([entry('c', 3)])
    table.pending$.subscribe({ next: tell('late'), complete: () => told.push('end') })
    expect(told).toEqual(['first ', 'second ', 'first a', 'first ab', 'second ab', 'end', 'late ab', 'end'])
  })

  it('makes its state when somebody looks, and the same one while nothing changes', () => {
    const table = createEntryTable()
    table.add([entry('a', 1)])
    const state = table.state.get()
    table.add([entry('a', 5)])
    table.state.set(state)
    expect(table.state.get()).toBe(state)
    expect(table.timeFrom(0)).toBe(1)
  })

  it('puts in its place what was handed over earlier', () => {
    const table = createEntryTable()
    table.add([entry('a', 1), entry('d', 4)])
    table.replace([released(entry('a', 1))])
    table.add([entry('c', 3), entry('b', 2)])
    expect([...table.all()].map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect([table.inFlight(21), table.inFlight(22), table.timeFrom(9), table.timeFrom(2)]).toEqual([1, 0, 9, 4])
    table.replace([entry('a', 1)])
    expect(table.inFlight(21)).toBe(0)
    table.replace([released(entry('a', 1))])
    table.remove([...table.all()])
    expect([table.inFlight(21), table.timeFrom(2)]).toEqual([0, 2])
  })
})
