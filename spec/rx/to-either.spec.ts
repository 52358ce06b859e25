import { describe, expect, it } from '@jest/globals'
import * as E from 'fp-ts/lib/Either.js'
import { EMPTY, NEVER, of, take } from 'rxjs'
import type { Either } from '../../lib/model/either.js'
import { toEither } from '../../lib/rx/to-either.js'
import { marbles } from './marbles.js'

const right = (value: string): Either<unknown, string> => ({ _tag: 'Right', right: value })
const left = (error: unknown): Either<unknown, string> => ({ _tag: 'Left', left: error })

describe('toEither', () => {
  it('turns values into Right and the error into a last Left', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-#', undefined, 'no')
      const values = { a: right('a'), b: right('b'), e: left('no') }
      expectObservable(source.pipe(toEither())).toBe('-a-b-(e|)', values)
      expectObservable(source.pipe(toEither()), '^--!').toBe('-a', values)
      expectSubscriptions(source.subscriptions).toBe(['^----!', '^--!'])
    })
  })

  it('takes empty, silent and synchronous sources', () => {
    marbles(({ expectObservable }) => {
      expectObservable(EMPTY.pipe(toEither())).toBe('|')
      expectObservable(NEVER.pipe(toEither())).toBe('-')
      expectObservable(of('a', 'b').pipe(toEither(), take(1))).toBe('(a|)', { a: right('a') })
    })
  })

  it('is the Either of fp-ts, both ways', () => {
    const ours: Either<string, number> = E.right<string, number>(1)
    const theirs: E.Either<string, number> = ours
    expect(E.isRight(theirs)).toBe(true)
  })
})
