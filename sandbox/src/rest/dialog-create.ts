import { integer, integers, text, type Fields } from '../json.js'
import type { Settings } from '../options.js'
import { DIALOG } from '../state/dialogs.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { invalid, json, REFUSED, type Answer } from './answer.js'
import { dialogView } from './dialog-view.js'

const WRITABLE = ['name', 'description', 'photo', 'extensions', 'permissions', 'data']

/** What a client may write into a dialog. */
export const settingsIn = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).filter(([name]) => WRITABLE.includes(name)))

const createPrivate = (body: Fields, user: User, store: Store, settings: Settings): Answer => {
  const others = integers(body['occupants_ids']).filter((id) => id !== user.id)
  const [opponentId] = others
  if (opponentId === undefined || others.length !== 1) return REFUSED.opponentNeeded
  if (store.users.byId(opponentId) === undefined) return REFUSED.noOpponent
  const dialog = store.privateDialog(user.id, opponentId)
  dialog.hiddenFor.delete(user.id)
  return json(dialogView(store, settings, dialog, user.id), 201)
}

/** Types 2, 3 and 4; broadcasts come from the dashboard only (protocol 4.2). */
export const createDialog = (body: Fields, user: User, store: Store, settings: Settings): Answer => {
  const type = integer(body['type'])
  if (type === DIALOG.broadcast) return REFUSED.role
  if (type === DIALOG.private) return createPrivate(body, user, store, settings)
  if (type !== DIALOG.group && type !== DIALOG.public) return invalid('type is not supported')
  if ((text(body['name']) ?? '') === '') return invalid('name is required')
  const invited = type === DIALOG.group ? integers(body['occupants_ids']) : []
  const occupantIds = [user.id, ...invited.filter((id) => store.users.byId(id) !== undefined)]
  const adminIds = integers(body['admins_ids']).slice(0, 5)
  const fresh = { id: store.ids.objectId(), ownerId: user.id, type, occupantIds, adminIds, settings: settingsIn(body) }
  return json(dialogView(store, settings, store.dialogs.add(fresh), user.id), 201)
}
