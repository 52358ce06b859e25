import { describe, expect, it } from '@jest/globals'
import { createRecent } from '../../lib/messages/recent.js'

describe('what came in lately', () => {
  it('is new once, and keeps its first value', () => {
    const { add, get } = createRecent<number>()
    expect([add('a', 1), add('b', 2), add('a', 3)]).toEqual([true, true, false])
    expect([get('a'), get('b'), get('c')]).toEqual([1, 2, undefined])
  })

  it('is forgotten no earlier than the limit, and no later than twice that', () => {
    const { add, get } = createRecent<string>(3)
    for (const key of ['a', 'b', 'c']) add(key, key)
    expect(add('a', 'a')).toBe(false)
    for (const key of ['d', 'e', 'f']) add(key, key)
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map(get)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    add('g', 'g')
    expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(get)).toEqual([undefined, undefined, undefined, 'd', 'e', 'f', 'g'])
    expect([add('f', 'f'), add('a', 'a')]).toEqual([false, true])
  })

  it('always holds the last ones, however many there were, and tells the value put last of each', () => {
    const { put, get } = createRecent<number>(5)
    for (let number = 0; number < 1000; number++) {
      put(`key-${String(number)}`, number)
      put(`key-${String(Math.max(0, number - 4))}`, -number)
      const told = [10, 4, 3, 0].map((back) => get(`key-${String(number - back)}`))
      if (number > 10) expect(told).toEqual([undefined, -number, number - 3, number])
    }
  })
})
