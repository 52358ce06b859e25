import { defer, filter, ignoreElements, map, merge, mergeMap, take, concat, type Observable } from 'rxjs'
import type { ConnectionState } from '../../lib/index.js'

/** What people do to a connection. */
export interface Mischief {
  readonly cut$: Observable<unknown>
  readonly outage$: Observable<unknown>
  readonly freeze$: Observable<unknown>
  readonly airplane$: Observable<boolean>
}

/** Breaks the real connection of one person, by the switches of the sandbox. Emits nothing. */
export const breakThings = (
  api: string,
  userId: number,
  { cut$, outage$, freeze$, airplane$ }: Mischief,
  state$: Observable<ConnectionState>,
): Observable<never> => {
  const fault = (switches: Readonly<Record<string, unknown>>): Observable<never> =>
    defer(() =>
      fetch(`${api}/__test/faults`, {
        method: 'POST',
        body: JSON.stringify(switches),
        headers: { 'Content-Type': 'application/json' },
      }),
    ).pipe(ignoreElements())
  const cut = { cut: { userId } }
  const lost$ = state$.pipe(
    filter(({ type }) => type === 'forceClosed'),
    take(1),
    ignoreElements(),
  )
  return merge(
    cut$.pipe(map(() => fault(cut))),
    outage$.pipe(map(() => fault({ failStep: { step: 'open', times: 2 }, ...cut }))),
    // Nothing gets through any more and nobody says so: the SDK has to notice by itself.
    freeze$.pipe(
      map(() => concat(fault({ halfOpen: { userId, on: true } }), lost$, fault({ halfOpen: { userId, on: false } }))),
    ),
    airplane$.pipe(
      filter((on) => on),
      map(() => fault(cut)),
    ),
  ).pipe(mergeMap((action$) => action$))
}
