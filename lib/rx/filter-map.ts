import { filter, map, type OperatorFunction } from 'rxjs'

/** As `map`, but leaves out what becomes `undefined`: no inner Observable for each value that may be nothing. */
export const filterMap =
  <T, R>(project: (value: T) => R | undefined): OperatorFunction<T, R> =>
  (source$) =>
    source$.pipe(
      map(project),
      filter((value): value is R => value !== undefined),
    )
