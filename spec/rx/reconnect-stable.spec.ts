import { describe, it } from '@jest/globals'
import { NEVER } from 'rxjs'
import { reconnect } from '../../lib/rx/reconnect.js'
import { marbles } from './marbles.js'
import { attempts, closed, config, delayed } from './reconnect-fixtures.js'

describe('reconnect: a stable link', () => {
  it.each([
    ['counts from 1 again after 50 ms up', 'u 49ms #', 'u 49ms c', delayed(1, 60)],
    ['counts on after less', 'u 48ms #', 'u 48ms c', delayed(3, 69)],
    ['counts on when it was never up', 'x 99ms #', 'x 99ms c', delayed(3, 120)],
    ['does not add up two short spells', 'u 29ms x 29ms u 29ms #', 'u 29ms x 29ms u 29ms c', delayed(3, 110)],
    ['remembers a long spell before the link went down', 'u 49ms x 29ms #', 'u 49ms x 29ms c', delayed(1, 90)],
    ['is not disturbed by further states that are up', 'u 29ms u 29ms #', 'u 29ms u 29ms c', delayed(1, 70)],
  ])('%s', (_, link, expected, c) => {
    marbles(({ cold, expectObservable }) => {
      const source = attempts(cold('#'), cold('#'), cold(link), NEVER)
      const values = { a: delayed(1, 0), b: delayed(2, 10), u: 'u', x: 'x', c }
      expectObservable(source.pipe(reconnect(config()))).toBe(`(ab) 6ms ${expected}`, values)
    })
  })

  it.each([
    ['u 499ms #', '(au) 496ms b', delayed(1, 500)],
    ['u 498ms #', '(au) 495ms b', delayed(2, 509)],
  ])('takes 500 ms by default: %s', (link, expected, b) => {
    marbles(({ cold, expectObservable }) => {
      const { stableFor: _, ...defaults } = config()
      const source = attempts(cold('#'), cold(link), NEVER)
      expectObservable(source.pipe(reconnect(defaults))).toBe(expected, { a: delayed(1, 0), u: 'u', b })
    })
  })

  it('does not hammer a server that accepts and drops', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('u----#')
      const values = {
        u: 'u',
        a: delayed(1, 5),
        b: delayed(2, 20),
        c: delayed(3, 35),
        d: delayed(4, 50),
        e: delayed(5, 65),
        f: closed(170),
        g: closed(275),
      }
      const expected = 'u----(au)-b 9ms u----c 9ms u----d 9ms u----e 9ms u----f 99ms u----g'
      expectObservable(source.pipe(reconnect(config())), '^ 199ms !').toBe(expected, values)
      const starts = [20, 35, 50, 65, 170].map((at) => `${String(at)}ms ^----!`)
      expectSubscriptions(source.subscriptions).toBe(['^----!', '-----^----!', ...starts])
    })
  })
})
