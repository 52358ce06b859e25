import * as t from 'io-ts'
import { type Endpoint, json } from '../rest/endpoint.js'
import { rawPage } from '../rest/page.js'
import { dialogQuery } from './dialog-query.js'
import type { DialogQuery, NewDialog } from './dialogs.js'
import { newDialogBody } from './new-dialog.js'

/** Answers hold one user's view of a dialog, so the concern decodes them with the user's id. */
const create: Endpoint<NewDialog, unknown> = {
  method: 'POST',
  path: '/chat/Dialog',
  authorisation: 'session',
  body: newDialogBody,
  answer: json(t.unknown),
}

const list: Endpoint<DialogQuery, t.TypeOf<typeof rawPage>> = {
  method: 'GET',
  path: '/chat/Dialog',
  authorisation: 'session',
  query: dialogQuery,
  answer: json(rawPage),
}

/** `/chat/Dialog` (protocol 4.2). */
export const dialogEndpoints = { create, list }
