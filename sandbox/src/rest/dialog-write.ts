import { fieldsOf, integer, integers, isFields, text, texts, without, type Fields, type Json } from '../json.js'
import { may } from '../state/roles.js'
import { DIALOG } from '../state/rows.js'
import { expel } from '../xmpp/rooms.js'
import { invalid, json, REFUSED, type Answer } from './answer.js'
import type { DialogCall, UserCall } from './call.js'
import { dialogView } from './dialog-view.js'

const MAX_ADMINS = 5
const WRITABLE = ['name', 'description', 'photo', 'extensions', 'permissions', 'data']

/** At most three, as text; null resets (protocol 4.1). */
const extensionsOf = (value: Json): Json => {
  const three = Object.entries(fieldsOf(value)).slice(0, 3)
  const asText = three.map(([key, written]) => [key, text(written) ?? JSON.stringify(written)] as const)
  return isFields(value) ? Object.fromEntries(asText) : null
}

/** What a client may write into a dialog. */
const settingsIn = (input: Fields): Fields =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([name]) => WRITABLE.includes(name))
      .map(([name, value]) => [name, name === 'extensions' ? extensionsOf(value) : value]),
  )

/** The one dialog of the pair, its name and photo being the opponent's (protocol 4.2). */
const createPrivate = (call: UserCall): Answer => {
  const { input, user, store } = call
  const others = without(integers(input['occupants_ids']), user.id)
  const [opponentId] = others
  if (opponentId === undefined || others.length !== 1) return REFUSED.opponentNeeded
  if (store.users.byId(opponentId) === undefined) return REFUSED.noOpponent
  const dialog = store.privateDialog(user.id, opponentId)
  const shown = store.dialogs.patch(dialog, { hiddenFor: without(dialog.hiddenFor, user.id) })
  return json(dialogView(call, shown), 201)
}

/** Types 2, 3 and 4; broadcasts come from the dashboard only (protocol 4.2). */
export const createDialog = (call: UserCall): Answer => {
  const { input, user, store } = call
  const type = integer(input['type'])
  if (type === DIALOG.broadcast) return REFUSED.role
  if (type === DIALOG.private) return createPrivate(call)
  if (type !== DIALOG.group && type !== DIALOG.public) return invalid('type is not supported')
  if ((text(input['name']) ?? '') === '') return invalid('name is required')
  const invited = type === DIALOG.group ? integers(input['occupants_ids']) : []
  const occupantIds = [...new Set([user.id, ...invited.filter((id) => store.users.byId(id) !== undefined)])]
  const adminIds = [...new Set(integers(input['admins_ids']))]
  if (adminIds.length > MAX_ADMINS) return invalid('At most 5 admins')
  const dialog = store.addDialog({ ownerId: user.id, type, occupantIds, adminIds, settings: settingsIn(input) })
  return json(dialogView(call, dialog), 201)
}

const changeIn = (input: Fields) => {
  const push = fieldsOf(input['push_all'])
  const pull = fieldsOf(input['pull_all'])
  return {
    settings: settingsIn(input),
    added: integers(push['occupants_ids']),
    removed: integers(pull['occupants_ids']),
    promoted: integers(push['admins_ids']),
    demoted: integers(pull['admins_ids']),
    pinned: texts(push['pinned_messages_ids']),
    unpinned: texts(pull['pinned_messages_ids']),
  }
}

/** Roles of protocol 4.3. */
const refusalOf = (change: ReturnType<typeof changeIn>, { dialog, user }: DialogCall): Answer | undefined => {
  const { settings, added, removed, promoted, demoted, pinned, unpinned } = change
  const fixed = dialog.type === DIALOG.private || dialog.type === DIALOG.broadcast
  if (fixed && added.length + removed.length > 0) return REFUSED.fixedOccupants
  const leaving = removed.every((id) => id === user.id) && dialog.occupantIds.includes(user.id)
  const wanted = [
    Object.keys(settings).length > 0 && 'editSettings',
    added.length > 0 && 'addOccupants',
    removed.length > 0 && !leaving && 'removeOccupants',
    promoted.length + demoted.length > 0 && 'appoint',
    pinned.length + unpinned.length > 0 && 'pin',
  ] as const
  const forbidden = wanted.some((action) => action !== false && !may(action, dialog, user.id))
  if (forbidden) return REFUSED.role
  const admins = without([...new Set([...dialog.adminIds, ...promoted])], ...demoted)
  return admins.length > MAX_ADMINS ? invalid('At most 5 admins') : undefined
}

/** Applies settings, occupants, admins and pins at once, or nothing and tells why (protocol 4.2). */
export const updateDialog = (call: DialogCall): Answer => {
  const { input, dialog, store } = call
  const change = changeIn(input)
  const refusal = refusalOf(change, call)
  if (refusal !== undefined) return refusal
  const { added, removed, promoted, demoted, pinned, unpinned } = change
  const known = added.filter((id) => store.users.byId(id) !== undefined)
  const changed = store.dialogs.patch(dialog, {
    settings: { ...dialog.settings, ...change.settings },
    occupantIds: without([...new Set([...dialog.occupantIds, ...known])], ...removed),
    adminIds: without([...new Set([...dialog.adminIds, ...promoted])], ...demoted, ...removed),
    pinnedIds: without([...new Set([...dialog.pinnedIds, ...pinned])], ...unpinned),
    updatedAt: Date.now(),
  })
  expel(changed, call.user.id, call)
  return json(dialogView(call, changed))
}
