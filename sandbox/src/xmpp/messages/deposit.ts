import { flag, type Fields } from '../../json.js'
import { isObjectId } from '../../ids.js'
import { newMessage } from '../../state/new-message.js'
import type { Dialog, Message } from '../../state/rows.js'
import type { Store } from '../../state/store.js'
import { child, textOf, type Element } from '../../xml/element.js'
import { NS } from '../../xml/namespaces.js'
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

export interface Deposit {
  /** The stanza with what the server adds: `dialog_id`, `date_sent`, `message_id` (protocol 3.7). */
  readonly stanza: Element
  /** The REST message, if it is to be kept. */
  readonly message: Message | undefined
}

/** What a chat message becomes on the server. */
export const depositOf = (stanza: Element, dialog: Dialog, senderId: number, store: Store): Deposit => {
  const asked = stanza.attrs['id'] ?? ''
  const id = isObjectId(asked) ? asked : store.ids.objectId()
  const dateSent = dateSentOf(stanza)
  const keep = isKept(stanza)
  const added: Record<string, string> = { dialog_id: dialog.id, date_sent: String(dateSent) }
  if (keep) added['message_id'] = id
  const full = withParams(stanza, added)
  if (!keep) return { stanza: full, message: undefined }
  const { params, attachments } = readExtraParams(stanza)
  const written = child(stanza, 'body', NS.client)
  const body = written === undefined ? null : textOf(written)
  const fresh = { id, body, dateSent, senderId, attachments, params: customOf(params) }
  return { stanza: full, message: newMessage(dialog, fresh) }
}
