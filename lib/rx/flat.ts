import { Observable, type OperatorFunction } from 'rxjs'

/** As `mergeAll` for the lists of a hot source, without a subscription for each of them. */
export const flat =
  <T>(): OperatorFunction<readonly T[], T> =>
  (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next: (list) => {
          for (const each of list) subscriber.next(each)
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    )
