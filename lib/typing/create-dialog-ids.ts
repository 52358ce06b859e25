import { catchError, defaultIfEmpty, defer, EMPTY, of, tap, timeout, type Observable, type SchedulerLike } from 'rxjs'
import type { DialogId, UserId } from '../model/ids.js'
import { sharedByKey } from '../rx/shared-by-key.js'

/** ms; news of typing is of no use later. */
const patience = 2000
/** ms until what was not found is asked for again: a stranger who types is not to make us ask without end. */
const askAgainAfter = 10_000

/**
 * The id of the private dialog with an opponent, looked up once and then known at once; `undefined` where it cannot be
 * had. Who asks while the answer is awaited gets it in the order of asking, so that nothing overtakes. Never errors.
 */
export const createDialogIds = (
  lookUp: (opponentId: UserId) => Observable<DialogId>,
  userId: () => UserId | undefined,
  scheduler: SchedulerLike,
): ((opponentId: UserId) => Observable<DialogId | undefined>) => {
  const known = new Map<string, { readonly dialogId: DialogId | undefined; readonly until: number }>()
  // Two users of one app have different dialogs with the same opponent.
  const keyOf = (opponentId: UserId): string => `${String(userId())}/${String(opponentId)}`
  const asked = sharedByKey((opponentId: UserId) =>
    lookUp(opponentId).pipe(
      timeout({ first: patience, scheduler, with: () => EMPTY }),
      catchError(() => EMPTY),
      defaultIfEmpty(undefined),
      tap((dialogId) => {
        const until = dialogId === undefined ? scheduler.now() + askAgainAfter : Infinity
        known.set(keyOf(opponentId), { dialogId, until })
      }),
    ),
  )
  return (opponentId) =>
    defer(() => {
      const found = known.get(keyOf(opponentId))
      return found === undefined || found.until <= scheduler.now() ? asked(opponentId) : of(found.dialogId)
    })
}
