import { defer, EMPTY, type Observable } from 'rxjs'

/** A piece of synchronous work as a cold Observable: done at each subscription, emits nothing, completes, errors with what it throws. */
export const act = (work: () => void): Observable<never> =>
  defer(() => {
    work()
    return EMPTY
  })
