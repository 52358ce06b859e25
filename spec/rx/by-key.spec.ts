import { describe, expect, it } from '@jest/globals'
import { Observable, of, Subject } from 'rxjs'
import { byKey } from '../../lib/rx/by-key.js'
import type { RunHelpers } from 'rxjs/testing'
import { marbles } from './marbles.js'

const first = (value: string): string => value.slice(0, 1)

const values = (hot: RunHelpers['hot'], marble: string) => hot(marble, { a: 'a', b: 'b', c: 'c' })

/** A source that counts. */
const counted = () => {
  const source$ = new Subject<string>()
  const counts = { now: 0, ever: 0 }
  const counted$ = new Observable<string>((subscriber) => {
    counts.now += 1
    counts.ever += 1
    subscriber.add(() => {
      counts.now -= 1
    })
    return source$.subscribe(subscriber)
  })
  return { source$, counted$, counts }
}
const collect = (of$: Observable<string>) => {
  const seen: string[] = []
  const subscription = of$.subscribe((value) => seen.push(value))
  return {
    seen,
    stop: () => {
      subscription.unsubscribe()
    },
  }
}

describe('byKey', () => {
  it('gives each subscriber the values of its key', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = values(hot, '--a-b-a-c-|')
      const route = byKey(source$, first)
      expectObservable(route('a')).toBe('--a---a---|')
      expectObservable(route('b')).toBe('----b-----|')
      expectObservable(route('x')).toBe('----------|')
      expectSubscriptions(source$.subscriptions).toBe('^---------!')
    })
  })

  it('passes an error on to every key', () => {
    marbles(({ hot, expectObservable }) => {
      const route = byKey(values(hot, '-a-#'), first)
      expectObservable(route('a')).toBe('-a-#')
      expectObservable(route('b')).toBe('---#')
    })
  })

  it('ends at once with a source that ended, and takes a synchronous one', () => {
    const seen: string[] = []
    byKey(
      of('a1', 'b1', 'a2'),
      first,
    )('a').subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') })
    expect(seen).toEqual(['a1', 'a2', '|'])
  })

  it('replays nothing', () => {
    marbles(({ hot, expectObservable }) => {
      const route = byKey(values(hot, '-a--a-|'), first)
      expectObservable(route('a')).toBe('-a--a-|')
      expectObservable(route('a'), '--^---').toBe('----a-|')
    })
  })

  it('subscribes the source with the first subscriber and leaves it with the last', () => {
    const { counted$, counts } = counted()
    const route = byKey(counted$, first)
    void route('a')
    expect(counts.ever).toBe(0)
    const one = collect(route('a'))
    const other = collect(route('a'))
    const third = collect(route('b'))
    expect(counts).toEqual({ now: 1, ever: 1 })
    one.stop()
    other.stop()
    expect(counts.now).toBe(1)
    third.stop()
    expect(counts.now).toBe(0)
  })

  it('serves everyone who holds one key, whenever they got and subscribed it', () => {
    const { source$, counted$ } = counted()
    const route = byKey(counted$, first)
    const held$ = route('a')
    collect(held$).stop()
    const newcomer = collect(route('a'))
    const again = collect(held$)
    source$.next('a1')
    again.stop()
    source$.next('a2')
    expect([newcomer.seen, again.seen]).toEqual([['a1', 'a2'], ['a1']])
  })

  it('goes on for the others when one leaves while being told', () => {
    const { source$, counted$ } = counted()
    const route = byKey(counted$, first)
    const seen: string[] = []
    const leaving = route('a').subscribe(() => {
      leaving.unsubscribe()
    })
    route('a').subscribe((value) => seen.push(value))
    source$.next('a1')
    source$.next('a2')
    expect(seen).toEqual(['a1', 'a2'])
  })
})
