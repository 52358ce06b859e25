import { defer, map } from 'rxjs'
import type { UserId } from '../model/ids.js'
import { decode, type Report } from '../rest/decode.js'
import type { Http } from '../rest/http.js'
import { requireUser } from '../rest/require-user.js'
import { toPage } from '../rest/page.js'
import { dialogCodec } from '../rest/wire/dialog-codec.js'
import { dialogEndpoints } from './dialog-endpoints.js'
import { checkDialogQuery } from './dialog-query.js'
import type { Dialogs, DialogQuery, NewDialog } from './dialogs.js'
import { checkNewDialog } from './new-dialog.js'

export interface DialogsDeps {
  readonly http: Http
  /** Who is signed in: a private dialog looks different from each side. */
  readonly userId: () => UserId | null | undefined
  readonly report: Report
}

export const createDialogs = ({ http, userId, report }: DialogsDeps): Dialogs => {
  const create = (dialog: NewDialog) =>
    defer(() => {
      const own = requireUser(userId)
      checkNewDialog(dialog, own)
      return http
        .request(dialogEndpoints.create, dialog)
        .pipe(map((raw) => decode(dialogCodec(own), 'POST /chat/Dialog', raw)))
    })
  const list = (query: DialogQuery = {}) =>
    defer(() => {
      const own = requireUser(userId)
      checkDialogQuery(query)
      const context = { decoder: dialogCodec(own), where: 'GET /chat/Dialog', report, asked: query }
      return http.request(dialogEndpoints.list, query).pipe(map((raw) => toPage(raw, context)))
    })
  return {
    create,
    list,
    privateDialogId: (opponentId) =>
      create({ type: 'private', occupantIds: [opponentId] }).pipe(map(({ dialogId }) => dialogId)),
  }
}
