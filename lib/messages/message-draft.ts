import type { DialogRef } from '../model/dialog-ref.js'
import type { Attachment, Json, Message } from '../model/message.js'
import { requireArgument } from '../rest/arguments.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { checkParams, isRecord } from '../xmpp/check-params.js'
import { isLifetime, protocolKeys } from './message-codec.js'

/** What an app says when it sends. A body, an attachment or a param has to be there. */
export interface MessageDraft {
  readonly body?: string
  readonly attachments?: readonly Attachment[]
  /** Custom fields; keys have to be XML names, since they travel as elements. */
  readonly params?: Readonly<Record<string, Json>>
  /** Kept in the history of the dialog. Default true. */
  readonly saveToHistory?: boolean
  /** Asks the receivers for delivered and read statuses. Default true. */
  readonly markable?: boolean
  /** No push notification for those who are offline. Default false. */
  readonly silent?: boolean
  /** Seconds, a positive integer, after which the receivers' apps are to make it vanish; it is not kept in the history then. */
  readonly destroyAfter?: number
}

/** The new text of a message, and whether it is the newest of its dialog. */
export interface MessageEdit {
  readonly body: string
  /** Default: whether it is the newest this session knows of in its dialog. */
  readonly last?: boolean
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Throws `ChatError` ('argument') for what could not be sent, also where nobody checked types. */
export const checkDraft = (dialog: DialogRef, draft: MessageDraft): void => {
  checkDialog(dialog)
  requireArgument(isRecord(draft), 'draft', 'an object')
  const { body = '', attachments = [], params = {}, destroyAfter = 1 } = draft
  requireArgument(isText(body), 'draft.body', 'a text')
  checkParams(params, 'draft.params', protocolKeys)
  const isList = Array.isArray(attachments) && attachments.every(isRecord)
  requireArgument(isList, 'draft.attachments', 'a list of objects')
  requireArgument(isLifetime(destroyAfter), 'draft.destroyAfter', 'seconds, a positive integer')
  const says = body !== '' || attachments.length > 0 || Object.keys(params).length > 0
  requireArgument(says, 'draft', 'a body that is not empty, an attachment or a param')
  attachments.forEach((attachment, index) => {
    const told = Object.fromEntries(Object.entries(attachment).filter(([, value]) => value !== undefined))
    checkParams(told, `draft.attachments.${String(index)}`, new Set())
  })
}

/** Throws `ChatError` ('argument') for what names no message. */
export const checkMessage = (message: Pick<Message, 'id' | 'dialog'>): void => {
  requireArgument(isRecord(message), 'message', 'a message')
  requireArgument(isText(message.id) && message.id !== '', 'message.id', 'the id of a message')
  checkDialog(message.dialog)
}

/** Throws `ChatError` ('argument') for what is no new text. */
export const checkEdit = (edit: MessageEdit): MessageEdit => {
  requireArgument(isRecord(edit), 'edit', 'an object')
  requireArgument(isText(edit.body) && edit.body !== '', 'edit.body', 'a text that is not empty')
  requireArgument([true, false, undefined].includes(edit.last), 'edit.last', 'a boolean')
  return edit
}
