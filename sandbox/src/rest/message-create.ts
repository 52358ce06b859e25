import { fieldsOf, flag, integer, list, text, type Fields } from '../json.js'
import { DIALOG, type Dialog } from '../state/dialogs.js'
import type { Message } from '../state/messages.js'
import { canSend } from '../state/roles.js'
import type { User } from '../state/users.js'
import { el, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import { userJid } from '../xmpp/jid.js'
import { elementsOfFields } from '../xmpp/messages/extra-params.js'
import type { MessageDeps } from '../xmpp/messages/message-deps.js'
import { json, REFUSED, type Answer } from './answer.js'
import { messageView } from './message-view.js'
import { pushToDialog } from './push-stanzas.js'

const KNOWN = ['chat_dialog_id', 'recipient_id', 'message', 'attachments', 'send_to_chat', 'markable', 'date_sent']

const dialogOf = (body: Fields, user: User, { store }: MessageDeps): Dialog | undefined => {
  const id = text(body['chat_dialog_id'])
  if (id !== undefined) return store.dialogs.byId(id)
  const recipientId = integer(body['recipient_id'])
  const recipient = recipientId === undefined ? undefined : store.users.byId(recipientId)
  return recipient === undefined || recipient.id === user.id ? undefined : store.privateDialog(user.id, recipient.id)
}

const messageOf = (body: Fields, user: User, dialog: Dialog, id: string): Message => {
  const now = Date.now()
  const opponent = [...dialog.occupantIds].find((occupant) => occupant !== user.id)
  return {
    id,
    dialogId: dialog.id,
    body: text(body['message']) ?? null,
    dateSent: Math.floor(now / 1000),
    senderId: user.id,
    recipientId: dialog.type === DIALOG.private ? (opponent ?? null) : null,
    readIds: new Set([user.id]),
    deliveredIds: new Set([user.id]),
    viewerIds: new Set([user.id]),
    attachments: list(body['attachments']).map(fieldsOf),
    params: Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN.includes(name))),
    reactions: new Map(),
    deletedFor: new Set(),
    createdAt: now,
    updatedAt: now,
    editedAt: null,
  }
}

const attachmentElement = (fields: Fields): Element => {
  const attrs = Object.entries(fields).map(([name, value]) => [name, text(value) ?? JSON.stringify(value)] as const)
  return el('attachment', NS.client, Object.fromEntries(attrs))
}

/** The stanza of `send_to_chat=1` (protocol 4.6). */
const stanzaOf = (message: Message, markable: boolean): Element => {
  const params = {
    ...message.params,
    save_to_history: '1',
    date_sent: message.dateSent,
    dialog_id: message.dialogId,
    message_id: message.id,
  }
  const extra = [...elementsOfFields(params), ...message.attachments.map(attachmentElement)]
  const body = message.body === null ? [] : [el('body', NS.client, {}, [message.body])]
  const mark = markable ? [el('markable', NS.markers)] : []
  return el('message', NS.client, { id: message.id }, [...body, el('extraParams', NS.client, {}, extra), ...mark])
}

/** `POST /chat/Message` (protocol 4.6). */
export const createMessage = (body: Fields, user: User, deps: MessageDeps): Answer => {
  const dialog = dialogOf(body, user, deps)
  if (dialog === undefined) return REFUSED.notFound
  if (!canSend(dialog, user.id)) return REFUSED.role
  const message = messageOf(body, user, dialog, deps.store.ids.objectId())
  deps.store.keep(message, dialog)
  if (flag(body['send_to_chat'])) pushToDialog(deps, dialog, stanzaOf(message, flag(body['markable'])), user.id)
  const { reactions: _none, ...view } = messageView(message, user.id)
  return json(view, 201)
}

/** `POST /chat/Message/system`: the headline of protocol 3.13 (4.9). */
export const createSystemMessage = (body: Fields, user: User, { settings, store, hub }: MessageDeps): Answer => {
  const { recipientId: written = null, ...params } = body
  const recipientId = integer(written)
  if (recipientId === undefined || store.users.byId(recipientId) === undefined) return REFUSED.notFound
  const messageId = store.ids.objectId()
  const extra = elementsOfFields({ moduleIdentifier: 'SystemNotifications', ...params })
  const from = userJid(settings, user.id)
  const attrs = { id: messageId, type: 'headline', from, to: userJid(settings, recipientId) }
  hub.deliverToUser(recipientId, el('message', NS.client, attrs, [el('extraParams', NS.client, {}, extra)]))
  return json({ messageId, recipientId, extensionParams: params })
}
