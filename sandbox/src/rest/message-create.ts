import { fieldsOf, flag, integer, list, text, type Fields } from '../json.js'
import { newMessage } from '../state/new-message.js'
import { may } from '../state/roles.js'
import type { Dialog, Message } from '../state/rows.js'
import { el, NS, type Element } from '../xml/index.js'
import { userJid } from '../xmpp/jid.js'
import { turnsAway } from '../xmpp/privacy.js'
import { elementsOfFields } from '../xmpp/messages/extra-params.js'
import { json, REFUSED, type Answer } from './answer.js'
import type { UserCall } from './call.js'
import { messageView } from './message-view.js'
import { pushToDialog } from './push-stanzas.js'

const KNOWN = ['chat_dialog_id', 'recipient_id', 'message', 'attachments', 'send_to_chat', 'markable', 'date_sent']

/** Named, or the private one with the recipient (protocol 4.6). */
const dialogOf = ({ input, user, store }: UserCall): Dialog | undefined => {
  const id = text(input['chat_dialog_id'])
  if (id !== undefined) return store.dialogs.byId(id)
  const recipient = store.users.byId(integer(input['recipient_id']))
  return recipient === undefined || recipient.id === user.id ? undefined : store.privateDialog(user.id, recipient.id)
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
export const createMessage = (call: UserCall): Answer => {
  const { input, user, store, settings } = call
  const dialog = dialogOf(call)
  if (dialog === undefined) return REFUSED.notFound
  if (!may('send', dialog, user.id)) return REFUSED.role
  const message = newMessage(dialog, {
    id: store.ids.objectId(),
    body: text(input['message']) ?? null,
    dateSent: Math.floor(Date.now() / 1000),
    senderId: user.id,
    attachments: list(input['attachments']).map(fieldsOf),
    params: Object.fromEntries(Object.entries(input).filter(([name]) => !KNOWN.includes(name))),
  })
  // Who blocks the author has no part in it (protocol 9, A38).
  const { recipientId } = message
  const isBlocked = recipientId !== null && turnsAway(call, recipientId, userJid(settings, user.id), 'message')
  store.keep({ ...message, deletedFor: isBlocked ? [recipientId] : [] })
  if (flag(input['send_to_chat'])) pushToDialog(call, dialog, stanzaOf(message, flag(input['markable'])), user.id)
  const { reactions: _none, ...view } = messageView(message, user.id)
  return json(view, 201)
}

/** `POST /chat/Message/system`: the headline of protocol 3.13 (4.9). */
export const createSystemMessage = ({ input, user, settings, store, hub }: UserCall): Answer => {
  const { recipientId: written = null, ...params } = input
  const recipient = store.users.byId(integer(written))
  if (recipient === undefined) return REFUSED.notFound
  const messageId = store.ids.objectId()
  const extra = elementsOfFields({ moduleIdentifier: 'SystemNotifications', ...params })
  const to = userJid(settings, recipient.id)
  const attrs = { id: messageId, type: 'headline', from: userJid(settings, user.id), to }
  hub.deliverToUser(recipient.id, el('message', NS.client, attrs, [el('extraParams', NS.client, {}, extra)]))
  return json({ messageId, recipientId: recipient.id, extensionParams: params })
}
