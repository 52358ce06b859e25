import { defer, finalize, ReplaySubject, share, type Observable, type SubjectLike } from 'rxjs'

/**
 * One shared Observable for each key: made by `create` for the first subscriber, replays its latest value to those who
 * join unless `connector` says otherwise, and is dropped when the last one leaves or it ends. `idOf`: by what keys are
 * told apart.
 */
export const sharedByKey = <K, T>(
  create: (key: K) => Observable<T>,
  idOf: (key: K) => unknown = (key) => key,
  connector: () => SubjectLike<T> = () => new ReplaySubject<T>(1),
): ((key: K) => Observable<T>) => {
  const open = new Map<unknown, Observable<T>>()
  const make = (key: K): Observable<T> => {
    const made$ = create(key).pipe(
      finalize(() => open.delete(idOf(key))),
      share({ connector }),
    )
    open.set(idOf(key), made$)
    return made$
  }
  // Looked up at each subscription: whoever kept the Observable joins those who came later.
  return (key) => defer(() => open.get(idOf(key)) ?? make(key))
}
