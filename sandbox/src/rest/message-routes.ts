import { fieldsOf, flag, list, text, texts, withItem, without } from '../json.js'
import { isMember, mayRemove } from '../state/roles.js'
import { mark, unreadCount } from '../state/statuses.js'
import { emptyText, invalid, json, multiDelete, REFUSED, type Answer, type Verdict } from './answer.js'
import { dialogsOf, forced, forUser, onMessage, type MessageCall, type Routes, type UserCall } from './call.js'
import { idsOf } from './decode.js'
import { query } from './filter.js'
import { createMessage, createSystemMessage } from './message-create.js'
import { messageView } from './message-view.js'
import { announceReaction, announceRemoval } from './push-stanzas.js'
import { search } from './search.js'

const FILTERS = '_id message date_sent sender_id recipient_id attachments.type updated_at created_at'.split(' ')
const PREVIEW = 20

/** History; what is handed out counts as read unless told otherwise; strangers get a preview if allowed (protocol 4.6). */
const history = ({ input, store, user }: UserCall): Answer => {
  const dialogId = text(input['chat_dialog_id'])
  if (dialogId === undefined) return invalid('chat_dialog_id is required')
  const dialog = store.dialogs.byId(dialogId)
  const views = store.visible(dialogId, user.id).map((message) => messageView(message, user.id))
  if (dialog !== undefined && !isMember(dialog, user.id)) {
    const open = flag(input['preview']) && flag(fieldsOf(dialog.settings['permissions'])['allow_preview'])
    return open ? json({ skip: 0, limit: PREVIEW, items: views.slice(-PREVIEW) }) : REFUSED.role
  }
  const { total_entries: _unsaid, ...answer } = query(views, input, FILTERS, { sort_asc: 'date_sent' })
  const shown = ['0', 'false'].includes(text(input['mark_as_read']) ?? '') ? [] : list(answer['items'])
  for (const item of shown) {
    const message = store.messages.byId(text(fieldsOf(item)['_id']))
    if (message !== undefined) mark(store, message, user.id, 'read')
  }
  return json(answer)
}

/** With ids those, without all of the dialog; a new text only for one, by its author (protocol 4.6). */
const update = ({ input, params, store, user }: UserCall): Answer => {
  const dialog = store.dialogs.byId(text(input['chat_dialog_id']))
  if (dialog === undefined) return REFUSED.notFound
  if (!isMember(dialog, user.id)) return REFUSED.role
  const ids = idsOf(params['ids'])
  const messages = store.messages.of(dialog.id).filter(({ id }) => ids.length === 0 || ids.includes(id))
  if (ids.length > 0 && messages.length === 0) return REFUSED.notFound
  for (const message of messages) {
    if (flag(input['delivered'])) mark(store, message, user.id, 'delivered')
    if (flag(input['read'])) mark(store, message, user.id, 'read')
  }
  const body = text(input['message'])
  const [only] = messages
  if (body === undefined || only === undefined) return emptyText()
  if (ids.length !== 1 || only.senderId !== user.id) return REFUSED.role
  store.messages.patch(only, { body, editedAt: Date.now(), updatedAt: Date.now() })
  return emptyText()
}

/** For the caller, or with force for all, which the chat is told (protocol 4.3, 3.12). */
const removeOne = (call: UserCall, id: string): Verdict => {
  const { store, user } = call
  const message = store.messages.byId(id)
  const dialog = store.dialogs.byId(message?.dialogId)
  if (message === undefined || dialog === undefined) return 'NotFound'
  const forAll = forced(call)
  if (!mayRemove(dialog, message, user.id, forAll)) return 'WrongPermissions'
  if (forAll) {
    store.messages.remove(id)
    announceRemoval(call, dialog, id, user.id)
  } else store.messages.patch(message, { deletedFor: withItem(message.deletedFor, user.id) })
  return 'SuccessfullyDeleted'
}

/** The total, and each dialog asked for (protocol 4.6; 9, A24). */
const countUnread = (call: UserCall): Answer => {
  const asked = texts(call.input['chat_dialog_ids'])
  const counts = dialogsOf(call)
    .filter(({ id }) => asked.length === 0 || asked.includes(id))
    .map((dialog) => [dialog.id, unreadCount(call.store, dialog, call.user.id)] as const)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  return json(asked.length === 0 ? { total } : { total, ...Object.fromEntries(counts) })
}

/** A set per user and emoji: adding one removes no other (protocol 4.7). */
const react = (call: MessageCall): Answer => {
  const { input, store, user, message } = call
  const add = text(input['add'])
  const remove = text(input['remove'])
  if (add === undefined && remove === undefined) return invalid('add or remove is required')
  const given = new Map(Object.entries(message.reactions))
  if (add !== undefined) given.set(add, withItem(given.get(add) ?? [], user.id))
  if (remove !== undefined) given.set(remove, without(given.get(remove) ?? [], user.id))
  const reactions = Object.fromEntries([...given].filter(([, users]) => users.length > 0))
  store.messages.patch(message, { reactions, updatedAt: Date.now() })
  announceReaction(call, add, remove)
  return emptyText()
}

/** protocol 4.7. */
const listReactions = ({ message }: MessageCall): Answer => json(message.reactions)

/** protocol 4.6 to 4.9; fixed paths before those with parameters. */
export const messageRoutes: Routes = {
  'GET /chat/search': forUser(search),
  'GET /chat/message/unread': forUser(countUnread),
  'POST /chat/message/system': forUser(createSystemMessage),
  'GET /chat/message': forUser(history),
  'POST /chat/message': forUser(createMessage),
  'PUT /chat/message': forUser(update),
  'PUT /chat/message/:ids': forUser(update),
  'DELETE /chat/message/:ids': forUser((call) =>
    json(multiDelete(idsOf(call.params['ids']), (id) => removeOne(call, id))),
  ),
  'PUT /chat/message/:ids/reactions': onMessage(react),
  'GET /chat/message/:ids/reactions': onMessage(listReactions),
}
