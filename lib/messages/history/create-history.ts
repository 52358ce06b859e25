import { defer, map, type Observable, of, switchMap } from 'rxjs'
import type { DialogRef } from '../../model/dialog-ref.js'
import type { DialogId, UserId } from '../../model/ids.js'
import type { HistoryMessage } from '../../model/message.js'
import type { Page } from '../../model/page.js'
import type { Report } from '../../rest/decode.js'
import type { Http } from '../../rest/http.js'
import { toPage } from '../../rest/page.js'
import { requireUser } from '../../rest/require-user.js'
import { historyMessageCodec } from '../../rest/wire/message-codec.js'
import { historyEndpoint } from './history-endpoint.js'
import { checkHistory } from './history-query.js'
import type { History, HistoryQuery } from './history.js'

export interface HistoryDeps {
  readonly http: Http
  readonly userId: () => UserId | null | undefined
  readonly report: Report
  /** Where the messages of a private dialog are kept: `dialogs.privateDialogId`. */
  readonly privateDialogId: (opponentId: UserId) => Observable<DialogId>
}

export const createHistory = ({ http, userId, report, privateDialogId }: HistoryDeps): History => {
  const withId = (dialog: DialogRef): Observable<DialogRef & { readonly dialogId: DialogId }> => {
    if (dialog.type !== 'private') return of({ type: dialog.type, dialogId: dialog.dialogId })
    const { opponentId, dialogId } = dialog
    const id$ = dialogId === undefined ? privateDialogId(opponentId) : of(dialogId)
    return id$.pipe(map((id) => ({ type: 'private', opponentId, dialogId: id })))
  }
  const fetchPage = (
    dialog: DialogRef & { readonly dialogId: DialogId },
    own: UserId,
    query: HistoryQuery,
  ): Observable<Page<HistoryMessage>> => {
    const context = { decoder: historyMessageCodec(dialog, own), where: 'GET /chat/Message', report, asked: query }
    return http
      .request(historyEndpoint, { ...query, dialogId: dialog.dialogId })
      .pipe(map((raw) => toPage(raw, context)))
  }
  return (dialog, query = {}) =>
    defer(() => {
      const own = requireUser(userId)
      checkHistory(dialog, query)
      return withId(dialog).pipe(switchMap((ref) => fetchPage(ref, own, query)))
    })
}
