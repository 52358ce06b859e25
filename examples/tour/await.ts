import { defer, firstValueFrom, ignoreElements, merge, timeout, type Observable } from 'rxjs'

const patience = 20_000

const tooLate = (what: string) => (): never => {
  throw new Error(`The tour stops: ${what} did not happen within ${String(patience / 1000)} s.`)
}

/** The first value of `source$`; `what` names it when it does not come. */
export const outcome = <T>(what: string, source$: Observable<T>): Promise<T> =>
  firstValueFrom(source$.pipe(timeout({ each: patience, with: tooLate(what) })))

/** Listens first and acts then, so that nothing of what follows is missed. */
export const outcomeOf = <T>(what: string, watched$: Observable<T>, act$: Observable<unknown>): Promise<T> =>
  outcome(what, merge(watched$, defer(() => act$).pipe(ignoreElements())))

/** Ends the tour when the SDK did not keep a promise. */
export const insist = (holds: boolean, promise: string): void => {
  if (!holds) throw new Error(`The tour stops: ${promise}`)
}
