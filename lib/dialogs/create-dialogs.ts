import { EMPTY, map, mergeMap, of, type Observable } from 'rxjs'
import type { Dialog } from '../model/dialog.js'
import type { DialogId, UserId } from '../model/ids.js'
import { type Methods, methodsOf, type RestDeps } from '../rest/methods.js'
import { dialogEndpoints } from './dialog-endpoints.js'

/** `chat.dialogs`. */
export interface DialogsApi extends Methods<typeof dialogEndpoints> {
  /** One of the user's dialogs, `null` when it is none of them. Cold. */
  readonly get: (id: DialogId) => Observable<Dialog | null>
}

/** What the composition root needs beyond the public namespace. */
export interface Dialogs extends DialogsApi {
  /** The id of the private dialog with `opponentId`, which is created when it is missing. Cold. */
  readonly privateDialogId: (opponentId: UserId) => Observable<DialogId>
  /** As `privateDialogId`, but nothing is created: empty when it is missing. */
  readonly existingPrivateDialogId: (opponentId: UserId) => Observable<DialogId>
}

export const createDialogs = (deps: RestDeps): Dialogs => {
  const methods = methodsOf(dialogEndpoints, deps)
  return {
    ...methods,
    get: (id) => methods.list({ filter: { id }, limit: 1 }).pipe(map(({ items }) => items[0] ?? null)),
    privateDialogId: (opponentId) =>
      methods.create({ type: 'private', occupantIds: [opponentId] }).pipe(map(({ dialogId }) => dialogId)),
    existingPrivateDialogId: (opponentId) =>
      methods.list({ filter: { type: 'private', occupantIds: [opponentId] }, limit: 1 }).pipe(
        // A server that does not know the filter answers with any dialog.
        mergeMap(({ items: [it] }) =>
          it?.type === 'private' && it.opponentId === opponentId ? of(it.dialogId) : EMPTY,
        ),
      ),
  }
}
