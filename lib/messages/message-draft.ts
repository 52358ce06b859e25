import { ChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Attachment, Json } from '../model/message.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { isElementName } from '../xmpp/extra-params.js'
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

const wrong = (name: string, expected: string): ChatError =>
  new ChatError('argument', `${name}: expected ${expected}.`, { name, expected })

/** Throws `ChatError` ('argument') for what could not be sent. */
export const checkDraft = (dialog: DialogRef, { body, attachments = [], params = {} }: MessageDraft): void => {
  checkDialog(dialog)
  const keys = Object.keys(params)
  if ((body === undefined || body === '') && attachments.length === 0 && keys.length === 0) {
    throw wrong('draft', 'a body that is not empty, an attachment or a param')
  }
  for (const key of keys) {
    if (protocolKeys.has(key)) throw wrong(`draft.params.${key}`, 'another key: this one belongs to the protocol')
    if (!isElementName(key))
      throw wrong(`draft.params.${key}`, 'an XML name as key: a letter or _, then letters, digits, . - _')
  }
}
