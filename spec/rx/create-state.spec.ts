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

  it('hands out no way to push', () => {
    expect('next' in createState('a').value$).toBe(false)
  })
})
