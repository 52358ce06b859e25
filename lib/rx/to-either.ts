import { catchError, map, of, type OperatorFunction } from 'rxjs'
import type { Either } from '../model/either.js'

/**
 * Turns the error channel into a value: each value becomes a `Right`, an error becomes a last `Left`, then it completes.
 * `E` is what the caller knows the source to err with (`ChatError` for every method of this library).
 */
export const toEither =
  <A, E = unknown>(): OperatorFunction<A, Either<E, A>> =>
  (source) =>
    source.pipe(
      map((right): Either<E, A> => ({ _tag: 'Right', right })),
      // eslint-disable-next-line rxjs-x/no-implicit-any-catch -- the error channel has no type: the caller says it
      catchError((left: E) => of<Either<E, A>>({ _tag: 'Left', left })),
    )
