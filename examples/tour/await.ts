import { defer, firstValueFrom, ignoreElements, map, merge, throwError, timeout, type Observable } from 'rxjs'

const patience = 20_000

const stopped = (why: string): Error => new Error(`The tour stops: ${why}.`)

/** The first value of `source$`; `what` names it when it does not come. */
export const outcome = async <T>(what: string, source$: Observable<T>): Promise<T> => {
  const tooLate = () => throwError(() => stopped(`${what} did not happen within ${String(patience / 1000)} s`))
  const inTime$ = source$.pipe(
    timeout({ each: patience, with: tooLate }),
    map((value) => ({ value })),
  )
  const found = await firstValueFrom(inTime$, { defaultValue: null })
  if (found === null) throw stopped(`the chat ended before ${what}`)
  return found.value
}

/** Listens first and acts then, so that nothing of what follows is missed. */
export const outcomeOf = <T>(what: string, watched$: Observable<T>, act$: Observable<unknown>): Promise<T> =>
  outcome(what, merge(watched$, defer(() => act$).pipe(ignoreElements())))

/** Ends the tour when the SDK did not keep a promise. */
export const insist = (holds: boolean, promise: string): void => {
  if (!holds) throw stopped(promise)
}
