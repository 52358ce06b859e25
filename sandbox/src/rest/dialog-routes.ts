import { integer, text, withItem, without } from '../json.js'
import { isMember, may } from '../state/roles.js'
import { DIALOG } from '../state/rows.js'
import { expel } from '../xmpp/rooms.js'
import { emptyText, json, multiDelete, REFUSED, type Answer, type Verdict } from './answer.js'
import { dialogsOf, forced, forUser, onDialog, type DialogCall, type Routes, type UserCall } from './call.js'
import { idsOf } from './decode.js'
import { createDialog, updateDialog } from './dialog-write.js'
import { dialogView } from './dialog-view.js'
import { query, slice } from './filter.js'
import { userView } from './user-view.js'

const FILTERS = '_id type name last_message_date_sent created_at updated_at extensions occupants_ids'.split(' ')

/** Newest talk first unless asked otherwise (protocol 4.2). */
const list = (call: UserCall): Answer => {
  const views = dialogsOf(call).map((dialog) => dialogView(call, dialog))
  return json(query(views, call.input, FILTERS, { sort_desc: 'last_message_date_sent' }))
}

/** Hides for the caller, who leaves a group of another; with force removes it for all (protocol 4.3). */
const removeOne = (call: UserCall, id: string): Verdict => {
  const { store, user } = call
  const dialog = store.dialogs.byId(id)
  if (dialog === undefined) return 'NotFound'
  const { type, ownerId, hiddenFor, occupantIds } = dialog
  if (!isMember(dialog, user.id)) return 'WrongPermissions'
  if (forced(call)) {
    if (!may('removeDialog', dialog, user.id)) return 'WrongPermissions'
    for (const message of store.messages.of(id)) store.messages.remove(message.id)
    store.dialogs.remove(id)
    expel(dialog, user.id, call, true)
  } else {
    const stays = type === DIALOG.private || type === DIALOG.broadcast || ownerId === user.id
    const hidden = { hiddenFor: withItem(hiddenFor, user.id) }
    expel(store.dialogs.patch(dialog, stays ? hidden : { occupantIds: without(occupantIds, user.id) }), user.id, call)
  }
  return 'SuccessfullyDeleted'
}

const ANSWERS = { SuccessfullyDeleted: emptyText(), NotFound: REFUSED.notFound, WrongPermissions: REFUSED.role }

/** One is answered with a status, several with a list of what became of each (protocol 4.2, 4.11). */
const remove = (call: UserCall): Answer => {
  const ids = idsOf(call.params['id'])
  const [only] = ids
  if (only !== undefined && ids.length === 1) return ANSWERS[removeOne(call, only)]
  return json(multiDelete(ids, (id) => removeOne(call, id)))
}

/** Deletes for the caller what is there, or with force for all (protocol 4.2). */
const clearHistory = (call: DialogCall): Answer => {
  const { store, dialog, user } = call
  const forAll = forced(call)
  if (forAll && !may('clearForAll', dialog, user.id)) return REFUSED.role
  for (const message of store.visible(dialog.id, user.id)) {
    if (forAll) store.messages.remove(message.id)
    else store.messages.patch(message, { deletedFor: withItem(message.deletedFor, user.id) })
  }
  return emptyText()
}

const JOINABLE = [DIALOG.public, DIALOG.group]
const isJoinable = ({ dialog }: DialogCall): boolean => JOINABLE.some((type) => type === dialog.type)

/** Groups too (protocol 9, A34). */
const subscribe = (call: DialogCall): Answer => {
  const { store, dialog, user } = call
  if (!isJoinable(call) || dialog.blockedIds.includes(user.id)) return REFUSED.role
  const occupantIds = withItem(dialog.occupantIds, user.id)
  const changed = store.dialogs.patch(dialog, { occupantIds, hiddenFor: without(dialog.hiddenFor, user.id) })
  return json(dialogView(call, changed))
}

/** protocol 4.2. */
const unsubscribe = (call: DialogCall): Answer => {
  const { store, dialog, user } = call
  if (!isJoinable(call)) return REFUSED.role
  expel(store.dialogs.patch(dialog, { occupantIds: without(dialog.occupantIds, user.id) }), user.id, call)
  return emptyText()
}

/** Types 1 and 4; who is blocked is unsubscribed too (protocol 4.2). */
const block =
  (on: boolean) =>
  (call: DialogCall): Answer => {
    const { store, dialog, user, input } = call
    const userId = integer(input['user_id'])
    if (!may('block', dialog, user.id)) return REFUSED.role
    if (userId === undefined || store.users.byId(userId) === undefined) return REFUSED.notFound
    const { blockedIds, occupantIds } = dialog
    const blocked = { blockedIds: withItem(blockedIds, userId), occupantIds: without(occupantIds, userId) }
    expel(store.dialogs.patch(dialog, on ? blocked : { blockedIds: without(blockedIds, userId) }), user.id, call)
    return emptyText()
  }

/** Asks, and where `enabled` is given also sets; 1 by default, per user (protocol 4.2). */
const notifications = ({ store, dialog, user, input }: DialogCall): Answer => {
  const { mutedBy } = dialog
  const asked = input['enabled'] === undefined ? undefined : !['0', 'false'].includes(text(input['enabled']) ?? '')
  const enabled = asked ?? !mutedBy.includes(user.id)
  store.dialogs.patch(dialog, { mutedBy: enabled ? without(mutedBy, user.id) : withItem(mutedBy, user.id) })
  return json({ notifications: { enabled: enabled ? 1 : 0 } })
}

/** Flat users, no total (protocol 4.4). */
const occupants = ({ store, dialog, input }: DialogCall): Answer => {
  const users = dialog.occupantIds.flatMap((id) => store.users.byId(id) ?? [])
  return json({ items: slice(users.map(userView), input) })
}

/** protocol 4.2, 4.4. */
export const dialogRoutes: Routes = {
  'POST /chat/dialog': forUser(createDialog),
  'GET /chat/dialog': forUser(list),
  'PUT /chat/dialog/:id': onDialog(updateDialog),
  'PUT /chat/dialog/:id/admins': onDialog(updateDialog),
  'DELETE /chat/dialog/clearhistory/:id': onDialog(clearHistory),
  'DELETE /chat/dialog/:id': forUser(remove),
  'POST /chat/dialog/:id/subscribe': onDialog(subscribe, JOINABLE),
  'DELETE /chat/dialog/:id/subscribe': onDialog(unsubscribe),
  'POST /chat/dialog/:id/block': onDialog(block(true)),
  'DELETE /chat/dialog/:id/block': onDialog(block(false)),
  'GET /chat/dialog/:id/notifications': onDialog(notifications),
  'PUT /chat/dialog/:id/notifications': onDialog(notifications),
  'GET /chat/dialog/:id/occupants': onDialog(occupants),
}
