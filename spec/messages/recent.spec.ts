import { describe, expect, it } from '@jest/globals'
import { createRecent } from '../../lib/messages/recent.js'

describe('what came in lately', () => {
  it('is new once, and keeps its first value', () => {
    const { add, get } = createRecent<number>()
    expect([add('a', 1), add('b', 2), add('a', 3)]).toEqual([true, true, false])
    expect([get('a'), get('b'), get('c')]).toEqual([1, 2, undefined])
  })

  it('is forgotten from the oldest on, past the limit and no earlier', () => {
    const { add, get } = createRecent<string>(3)
    for (const key of ['a', 'b', 'c']) add(key, key)
    expect(add('a', 'a')).toBe(false)
    add('d', 'd')
    expect([get('a'), get('b'), get('d')]).toEqual([undefined, 'b', 'd'])
    expect([add('b', 'b'), add('c', 'c'), add('d', 'd')]).toEqual([false, false, false])
    expect(add('a', 'a')).toBe(true)
  })
  it('are always the last ones, however many there were, and the value put last is told of each', () => {
    const { put, get } = createRecent<number>(5)
    for (let number = 0; number < 1000; number++) {
      put(`key-${String(number)}`, number)
      put(`key-${String(Math.max(0, number - 4))}`, -number)
      const told = [5, 4, 3, 0].map((back) => get(`key-${String(number - back)}`))
      if (number > 10) expect(told).toEqual([undefined, -number, number - 3, number])
    }
  })
})
