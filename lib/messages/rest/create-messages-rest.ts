import { defer, type Observable, switchMap } from 'rxjs'
import type { DialogRef } from '../../model/dialog-ref.js'
import type { DialogId, UserId } from '../../model/ids.js'
import { checkUserId, requireDialog } from '../../rest/arguments.js'
import type { Endpoint } from '../../rest/endpoint.js'
import { methodOf, methodsOf, type RestDeps } from '../../rest/methods.js'
import { messageEndpoints, type MessagesRest } from './message-endpoints.js'

export interface MessagesRestDeps extends RestDeps {
  /** Where the messages of a private dialog are kept: `dialogs.privateDialogId`. */
  readonly privateDialogId: (opponentId: UserId) => Observable<DialogId>
}

export const createMessagesRest = ({ privateDialogId, ...deps }: MessagesRestDeps): MessagesRest => {
  /** A method that also takes a private dialog whose id is not known yet. */
  const located = <Args extends readonly unknown[], T>(row: Endpoint<[dialog: DialogRef, ...args: Args], T>) => {
    const method = methodOf(row, deps)
    return (dialog: DialogRef, ...args: Args): Observable<T> =>
      defer(() => {
        requireDialog(dialog)
        if (dialog.type !== 'private' || dialog.dialogId !== undefined) return method(dialog, ...args)
        const { opponentId } = dialog
        checkUserId('dialog.opponentId', opponentId)
        const found = (dialogId: DialogId): DialogRef => ({ type: 'private', opponentId, dialogId })
        // A dry run: wrong arguments are told before the look-up.
        row.call(0, found('unknown'), ...args)
        return privateDialogId(opponentId).pipe(switchMap((dialogId) => method(found(dialogId), ...args)))
      })
  }
  return {
    ...methodsOf(messageEndpoints, deps),
    history: located(messageEndpoints.history),
    count: located(messageEndpoints.count),
    update: located(messageEndpoints.update),
    markAll: located(messageEndpoints.markAll),
  }
}
