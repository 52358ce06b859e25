import { Observable, type OperatorFunction } from 'rxjs'

/** As `mergeMap` onto lists, without a subscription for each of them. */
export const flat =
  <T, R>(listOf: (value: T) => readonly R[]): OperatorFunction<T, R> =>
  (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next: (value) => {
          for (const each of listOf(value)) subscriber.next(each)
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    )
