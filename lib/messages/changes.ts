import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'
import { conversationOf, dialogParam, toDialog } from './message-codec.js'

interface Change {
  readonly messageId: MessageId
  readonly dialog: DialogRef
  /** Who changed it. */
  readonly userId: UserId
  readonly at: EpochMs
}

/** A message has another text. `last`: it is the newest of its dialog, so that the dialog's last message is another, too. */
export interface MessageEdited extends Change {
  readonly type: 'edited'
  readonly body: string
  readonly last: boolean
}

/** A message is gone, for everyone. */
export interface MessageDeleted extends Change {
  readonly type: 'deleted'
}

/** What became of a message after it was sent. */
export type MessageChange = MessageEdited | MessageDeleted

/** A change of ours → its stanza (protocol 3.11, 3.12). */
export const toChangeStanza = (
  change: MessageChange,
  id: string,
  addresses: Addresses,
): MessageStanza & { readonly id: string } => ({
  kind: 'message',
  ...toDialog(change.dialog, addresses),
  id,
  ...(change.type === 'deleted'
    ? { remove: { id: change.messageId } }
    : { body: change.body, replace: { id: change.messageId, last: change.last } }),
  ...dialogParam(change.dialog),
})

/** A stanza → the change it tells; `undefined` when it tells none. */
export const toChange = (
  stanza: MessageStanza,
  direction: Message['direction'],
  addresses: Addresses,
  now: EpochMs,
): MessageChange | undefined => {
  const { replace, remove, body, delayedAt } = stanza
  const messageId = (replace ?? remove)?.id
  if (messageId === undefined) return undefined
  const { dialog, senderId: userId } = conversationOf(stanza, direction, addresses) ?? {}
  if (dialog === undefined || userId === undefined) return undefined
  const change = { messageId, dialog, userId, at: delayedAt ?? now }
  if (replace === undefined) return { type: 'deleted', ...change }
  return body === undefined ? undefined : { type: 'edited', ...change, body, last: replace.last }
}
