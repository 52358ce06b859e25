import { argumentError } from '../errors/argument-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Attachment, Json } from '../model/message.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { checkParams, checkSayable, isRecord } from '../xmpp/check-params.js'
import { protocolKeys } from './message-codec.js'

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
}

/** Not every app is type-checked: what is no draft at all is told as well as what is wrong in one. */
const checkShape = (draft: unknown, name: string, is: (value: unknown) => boolean, expected: string): void => {
  if (!is(draft)) throw argumentError(name, expected)
}

/** Throws `ChatError` ('argument') for what could not be sent. */
export const checkDraft = (dialog: DialogRef, draft: MessageDraft): void => {
  checkDialog(dialog)
  checkShape(draft, 'draft', isRecord, 'an object')
  const { body = '', attachments = [], params = {} } = draft
  checkShape(body, 'draft.body', (value) => typeof value === 'string', 'a text')
  checkParams(params, 'draft.params', protocolKeys)
  checkShape(
    attachments,
    'draft.attachments',
    (value) => Array.isArray(value) && value.every(isRecord),
    'a list of objects',
  )
  if (body === '' && attachments.length === 0 && Object.keys(params).length === 0) {
    throw argumentError('draft', 'a body that is not empty, an attachment or a param')
  }
  attachments.forEach((attachment, index) => {
    for (const [key, value] of Object.entries(attachment)) {
      if (value !== undefined) checkSayable(value, `draft.attachments.${String(index)}.${key}`)
    }
  })
}
