import { fieldsOf, integers, texts, type Fields } from '../json.js'
import { DIALOG, type Dialog } from '../state/dialogs.js'
import { isAdmin, mayAddOccupants, mayEditSettings, mayRemoveOccupants } from '../state/roles.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { invalid, REFUSED, type Answer } from './answer.js'
import { settingsIn } from './dialog-create.js'

const MAX_ADMINS = 5

interface Change {
  readonly settings: Fields
  readonly added: readonly number[]
  readonly removed: readonly number[]
  readonly promoted: readonly number[]
  readonly demoted: readonly number[]
  readonly pinned: readonly string[]
  readonly unpinned: readonly string[]
}

const changeOf = (body: Fields): Change => {
  const push = fieldsOf(body['push_all'])
  const pull = fieldsOf(body['pull_all'])
  return {
    settings: settingsIn(body),
    added: integers(push['occupants_ids']),
    removed: integers(pull['occupants_ids']),
    promoted: integers(push['admins_ids']),
    demoted: integers(pull['admins_ids']),
    pinned: texts(push['pinned_messages_ids']),
    unpinned: texts(pull['pinned_messages_ids']),
  }
}

/** Roles of protocol 4.3. */
const refusalOf = (change: Change, dialog: Dialog, userId: number): Answer | undefined => {
  const { settings, added, removed, promoted, demoted, pinned, unpinned } = change
  const fixed = dialog.type === DIALOG.private || dialog.type === DIALOG.broadcast
  if (fixed && added.length + removed.length > 0) return REFUSED.fixedOccupants
  if (Object.keys(settings).length > 0 && !mayEditSettings(dialog, userId)) return REFUSED.role
  if (added.length > 0 && !mayAddOccupants(dialog, userId)) return REFUSED.role
  if (removed.length > 0 && !mayRemoveOccupants(dialog, userId, removed)) return REFUSED.role
  if (promoted.length + demoted.length > 0 && dialog.ownerId !== userId) return REFUSED.role
  if (pinned.length + unpinned.length > 0 && !isAdmin(dialog, userId)) return REFUSED.role
  const admins = new Set([...dialog.adminIds, ...promoted])
  return admins.size - demoted.length > MAX_ADMINS ? invalid('At most 5 admins') : undefined
}

/** Applies name, occupants, admins and pins at once, or nothing; tells why not. */
export const updateDialog = (body: Fields, user: User, dialog: Dialog, store: Store): Answer | undefined => {
  const change = changeOf(body)
  const refusal = refusalOf(change, dialog, user.id)
  if (refusal !== undefined) return refusal
  dialog.settings = { ...dialog.settings, ...change.settings }
  for (const id of change.added) if (store.users.byId(id) !== undefined) dialog.occupantIds.add(id)
  for (const id of change.removed) {
    dialog.occupantIds.delete(id)
    dialog.adminIds.delete(id)
  }
  for (const id of change.promoted) dialog.adminIds.add(id)
  for (const id of change.demoted) dialog.adminIds.delete(id)
  const pins = new Set([...dialog.pinnedIds, ...change.pinned])
  dialog.pinnedIds = [...pins].filter((id) => !change.unpinned.includes(id))
  dialog.updatedAt = Date.now()
  return undefined
}
