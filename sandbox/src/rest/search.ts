import { text, texts } from '../json.js'
import { invalid, json, type Answer } from './answer.js'
import { dialogsOf, type UserCall } from './call.js'
import { dialogView } from './dialog-view.js'
import { slice } from './filter.js'
import { messageView } from './message-view.js'
import { userView } from './user-view.js'

const THREE_MONTHS_MS = 93 * 86_400_000

/** Case-sensitive in texts and names; `start_date` is the newer bound (protocol 4.8). */
export const search = (call: UserCall): Answer => {
  const { input, store, user } = call
  const wanted = text(input['search_text']) ?? ''
  const asked = texts(input['chat_dialog_ids'])
  const newest = Date.parse(text(input['start_date']) ?? '')
  const oldest = Date.parse(text(input['end_date']) ?? '')
  if (wanted.length <= 4) return invalid('search_text must be longer than 4 characters')
  if (asked.length > 10) return invalid('At most 10 chat_dialog_ids')
  if (Number.isNaN(newest) !== Number.isNaN(oldest)) return invalid('start_date and end_date go together')
  if (newest - oldest > THREE_MONTHS_MS || newest < oldest) return invalid('At most 3 months before start_date')
  const dialogs = dialogsOf(call).filter(({ id }) => asked.length === 0 || asked.includes(id))
  const messages = dialogs
    .flatMap(({ id }) => store.visible(id, user.id))
    .filter(({ body, dateSent }) => {
      const at = dateSent * 1000
      return body?.includes(wanted) === true && !(at > newest) && !(at < oldest)
    })
    .sort((a, b) => b.dateSent - a.dateSent)
  const named = dialogs.map((dialog) => dialogView(call, dialog)).filter(({ name }) => text(name)?.includes(wanted))
  const senders = [...new Set(messages.map(({ senderId }) => senderId))].flatMap((id) => store.users.byId(id) ?? [])
  const found = messages.map((message) => messageView(message, user.id))
  const first = (items: typeof named) => slice(items, { limit: input['limit'] ?? null })
  return json({ results: { dialogs: first(named), messages: first(found), users: first(senders.map(userView)) } })
}
