import { flag, list, text, texts } from '../json.js'
import type { Dialog } from '../state/dialogs.js'
import type { Message } from '../state/messages.js'
import { isMember, mayRemoveForAll } from '../state/roles.js'
import { markDelivered, markRead, unreadCount } from '../state/statuses.js'
import type { User } from '../state/users.js'
import type { MessageDeps } from '../xmpp/messages/message-deps.js'
import { emptyText, invalid, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Route } from './call.js'
import { idsOf } from './decode.js'
import { visibleTo } from './dialog-access.js'
import { filterBy, pageOf, slice, sortBy } from './filter.js'
import { createMessage } from './message-create.js'
import { messageView } from './message-view.js'
import { multiDelete, type Verdict } from './multi-delete.js'
import { announceRemoval } from './push-stanzas.js'
import { reactionRoutes } from './reaction-routes.js'

const FILTERS = [
  '_id',
  'message',
  'date_sent',
  'sender_id',
  'recipient_id',
  'attachments.type',
  'updated_at',
  'created_at',
]

/** History; what is handed out counts as read unless told otherwise (protocol 4.6). */
const listMessages = ({ query }: Call, user: User, { store }: MessageDeps): Answer => {
  const dialogId = text(query['chat_dialog_id'])
  if (dialogId === undefined) return invalid('chat_dialog_id is required')
  const page = pageOf(query)
  const dialog = store.dialogs.byId(dialogId)
  if (dialog === undefined) return json({ ...page, items: [] })
  if (!isMember(dialog, user.id)) return REFUSED.role
  const messages = store.messages.ofDialog(dialogId).filter((message) => !message.deletedFor.has(user.id))
  const views = filterBy(
    messages.map((message) => messageView(message, user.id)),
    query,
    FILTERS,
  )
  if (flag(query['count'])) return json({ items: { count: views.length } })
  const items = slice(sortBy(sortBy(views, { sort_asc: 'date_sent' }), query), page)
  if (text(query['mark_as_read']) !== '0' && text(query['mark_as_read']) !== 'false') {
    for (const item of items) {
      const message = store.messages.byId(text(item['_id']) ?? '')
      if (message !== undefined) markRead(store, message, user.id)
    }
  }
  return json({ ...page, items })
}

const updateMessage = (message: Message, { body }: Call, user: User, { store }: MessageDeps): void => {
  if (flag(body['delivered'])) markDelivered(store, message, user.id)
  if (flag(body['read'])) markRead(store, message, user.id)
}

const editMessage = (message: Message, written: string): void => {
  message.body = written
  message.editedAt = Date.now()
  message.updatedAt = message.editedAt
}

/** With ids those, without all of the dialog; a new text only for one, by its author (protocol 4.6). */
const updateMessages = (call: Call, user: User, deps: MessageDeps): Answer => {
  const { store } = deps
  const dialog: Dialog | undefined = store.dialogs.byId(text(call.body['chat_dialog_id']) ?? '')
  if (dialog === undefined) return REFUSED.notFound
  if (!isMember(dialog, user.id)) return REFUSED.role
  const ids = idsOf(call.params['ids'])
  const messages = store.messages.ofDialog(dialog.id).filter(({ id }) => ids.length === 0 || ids.includes(id))
  if (ids.length > 0 && messages.length === 0) return REFUSED.notFound
  for (const message of messages) updateMessage(message, call, user, deps)
  const written = text(call.body['message'])
  const [only] = messages
  if (written === undefined || only === undefined || ids.length !== 1) return emptyText()
  if (only.senderId !== user.id) return REFUSED.role
  editMessage(only, written)
  return emptyText()
}

const removeOne = (id: string, force: boolean, user: User, deps: MessageDeps): Verdict => {
  const { store } = deps
  const message = store.messages.byId(id)
  const dialog = store.dialogs.byId(message?.dialogId ?? '')
  if (message === undefined || dialog === undefined) return 'NotFound'
  if (!isMember(dialog, user.id)) return 'WrongPermissions'
  if (!force) {
    message.deletedFor.add(user.id)
    return 'SuccessfullyDeleted'
  }
  if (!mayRemoveForAll(dialog, message, user.id)) return 'WrongPermissions'
  store.messages.remove(message)
  announceRemoval(deps, dialog, message.id, user.id)
  return 'SuccessfullyDeleted'
}

const removeMessages = ({ params, query, body }: Call, user: User, deps: MessageDeps): Answer => {
  const force = flag(query['force'] ?? body['force'])
  return json(multiDelete(idsOf(params['ids']), (id) => removeOne(id, force, user, deps)))
}

/** The total, and each dialog asked for (protocol 4.6; 9, A24). */
const countUnread = ({ query }: Call, user: User, { store }: MessageDeps): Answer => {
  const asked = texts(list(query['chat_dialog_ids']))
  const counts = visibleTo(store, user.id)
    .filter(({ id }) => asked.length === 0 || asked.includes(id))
    .map((dialog) => [dialog.id, unreadCount(store, dialog, user.id)] as const)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  return json(asked.length === 0 ? { total } : { total, ...Object.fromEntries(counts) })
}

/** protocol 4.6. */
export const messageRoutes = (deps: MessageDeps): Route[] => [
  { method: 'GET', path: '/chat/message/unread', handle: forUser((call, user) => countUnread(call, user, deps)) },
  { method: 'GET', path: '/chat/message', handle: forUser((call, user) => listMessages(call, user, deps)) },
  { method: 'POST', path: '/chat/message', handle: forUser(({ body }, user) => createMessage(body, user, deps)) },
  { method: 'PUT', path: '/chat/message', handle: forUser((call, user) => updateMessages(call, user, deps)) },
  { method: 'PUT', path: '/chat/message/:ids', handle: forUser((call, user) => updateMessages(call, user, deps)) },
  { method: 'DELETE', path: '/chat/message/:ids', handle: forUser((call, user) => removeMessages(call, user, deps)) },
  ...reactionRoutes(deps),
]
