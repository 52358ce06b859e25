import { defer, finalize, from, type Observable } from 'rxjs'

/** Work that can be given up, as a cold Observable: unsubscribing aborts the signal; after the result it aborts nothing. */
export const abortable = <T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> =>
  defer(() => {
    const controller = new AbortController()
    return from(work(controller.signal)).pipe(finalize(() => controller.abort()))
  })
