import type { Basis } from '../../basis.js'
import { flag, type Fields } from '../../json.js'
import { isObjectId } from '../../ids.js'
import { newMessage } from '../../state/new-message.js'
import type { Dialog } from '../../state/rows.js'
import type { Store } from '../../state/store.js'
import { child, NS, textOf, type Element } from '../../xml/index.js'
import { applyControl, kindOf } from './control.js'
import { param, readExtraParams, withParams } from './extra-params.js'

const INTERNAL = ['save_to_history', 'date_sent', 'dialog_id', 'message_id', 'silent', 'markable', 'moduleIdentifier']

const customOf = (params: Fields): Fields =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !INTERNAL.includes(name)))

/** Seconds or milliseconds, decimals allowed (protocol 9, A3). */
const dateSentOf = (stanza: Element): number => {
  const written = Number(param(stanza, 'date_sent') ?? Number.NaN)
  if (!Number.isFinite(written) || written <= 0) return Math.floor(Date.now() / 1000)
  return Math.floor(written > 1e11 ? written / 1000 : written)
}

/** Asked to be kept, and not to destroy itself (protocol 3.7; 9, A39). */
const isKept = (stanza: Element): boolean =>
  flag(param(stanza, 'save_to_history') ?? null) && child(stanza, 'destroy', NS.destroy) === undefined

/** A chat message with what the server adds, kept if it is to be; nothing when it was kept already (protocol 3.7). */
export const deposit = (stanza: Element, dialog: Dialog, senderId: number, store: Store): Element | undefined => {
  const asked = stanza.attrs['id'] ?? ''
  const id = isObjectId(asked) ? asked : store.ids.objectId()
  const dateSent = dateSentOf(stanza)
  const added = { dialog_id: dialog.id, date_sent: String(dateSent) }
  if (!isKept(stanza)) return withParams(stanza, added)
  const { params, attachments } = readExtraParams(stanza)
  const written = child(stanza, 'body', NS.client)
  const body = written === undefined ? null : textOf(written)
  const message = newMessage(dialog, { id, body, dateSent, senderId, attachments, params: customOf(params) })
  return store.keep(message) ? withParams(stanza, { ...added, message_id: id }) : undefined
}

/** What is to be delivered, its effects being stored; nothing for a repetition. Without a dialog nothing is kept (protocol 8). */
export const accept = (
  stanza: Element,
  senderId: number,
  dialogOf: () => Dialog | undefined,
  { store, isRepeat }: Basis,
): Element | undefined => {
  const kind = kindOf(stanza)
  const { id } = stanza.attrs
  if (kind !== 'state' && id !== undefined && isRepeat(senderId, id)) return undefined
  applyControl(kind, stanza, senderId, store)
  const dialog = kind === 'message' ? dialogOf() : undefined
  return dialog === undefined ? stanza : deposit(stanza, dialog, senderId, store)
}
