import { describe, expect, it } from '@jest/globals'
import { createState } from '../../lib/rx/create-state.js'

const watch = <T>(state: ReturnType<typeof createState<T>>): unknown[] => {
  const seen: unknown[] = []
  state.value$.subscribe({ next: (value) => seen.push(value), complete: () => seen.push('done') })
  return seen
}

describe('createState', () => {
  it('holds its value with and without subscribers', () => {
    const state = createState('a')
    state.set('b')
    const seen = watch(state)
    state.set('c')
    expect(seen).toEqual(['b', 'c'])
    expect(state.get()).toBe('c')
  })

  it('says the same reference once', () => {
    const state = createState('a')
    const seen = watch(state)
    state.set('a')
    expect(seen).toEqual(['a'])
  })

  it('replays its last value after completion and takes no other', () => {
    const state = createState('a')
    const seen = watch(state)
    state.complete()
    state.set('b')
    expect(seen).toEqual(['a', 'done'])
    expect(watch(state)).toEqual(['a', 'done'])
    expect(state.get()).toBe('a')
  })

  it('tells every subscriber every value in order, also one that is set by a subscriber', () => {
    const state = createState(0)
    const got: number[] = []
    const late: unknown[][] = []
    state.value$.subscribe((value) => {
      if (value === 0 || value > 2) return
      state.set(value + 1)
      got.push(state.get())
      late.push(watch(state))
    })
    const seen = watch(state)
    state.set(1)
    state.set(4)
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(got).toEqual([2, 3])
    expect(late).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ])
  })

  it('completes after the values that were set before, also when a subscriber completes it', () => {
    const state = createState('a')
    state.value$.subscribe((value) => {
      if (value !== 'b') return
      state.set('c')
      state.complete()
      state.set('d')
    })
    const seen = watch(state)
    state.set('b')
    expect(seen).toEqual(['a', 'b', 'c', 'done'])
    expect(watch(state)).toEqual(['c', 'done'])
    expect(state.get()).toBe('c')
  })

  it('hands out no way to push', () => {
    expect('next' in createState('a').value$).toBe(false)
  })
})
