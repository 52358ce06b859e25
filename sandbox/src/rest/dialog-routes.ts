import { flag, text } from '../json.js'
import type { Settings } from '../options.js'
import { DIALOG, type Dialog } from '../state/dialogs.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { emptyText, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Handler, type Route } from './call.js'
import { idsOf } from './decode.js'
import { onDialog, visibleTo } from './dialog-access.js'
import { createDialog } from './dialog-create.js'
import { updateDialog } from './dialog-update.js'
import { dialogView } from './dialog-view.js'
import { filterBy, pageOf, slice, sortBy } from './filter.js'
import { multiDelete, type Verdict } from './multi-delete.js'
import { userView } from './user-view.js'

const FILTERS = [
  '_id',
  'type',
  'name',
  'last_message_date_sent',
  'created_at',
  'updated_at',
  'extensions',
  'occupants_ids',
]

/** Newest talk first unless asked otherwise (protocol 4.2). */
const listDialogs = ({ query }: Call, user: User, store: Store, settings: Settings): Answer => {
  const views = visibleTo(store, user.id).map((dialog) => dialogView(store, settings, dialog, user.id))
  const matching = filterBy(views, query, FILTERS)
  if (flag(query['count'])) return json({ items: { count: matching.length } })
  const sorted = sortBy(sortBy(matching, { sort_desc: 'last_message_date_sent' }), query)
  const page = pageOf(query)
  return json({ total_entries: sorted.length, ...page, items: slice(sorted, page) })
}

/** Hides for the caller; with force the owner removes it for all (protocol 4.3). */
const removeOne = (id: string, force: boolean, user: User, store: Store): Verdict => {
  const dialog = store.dialogs.byId(id)
  if (dialog === undefined) return 'NotFound'
  if (!dialog.occupantIds.has(user.id)) return 'WrongPermissions'
  if (!force) {
    if (dialog.type === DIALOG.private || dialog.ownerId === user.id) dialog.hiddenFor.add(user.id)
    else dialog.occupantIds.delete(user.id)
    return 'SuccessfullyDeleted'
  }
  if (dialog.ownerId !== user.id) return 'WrongPermissions'
  store.messages.removeDialog(dialog.id)
  store.dialogs.remove(dialog.id)
  return 'SuccessfullyDeleted'
}

const removeDialogs = ({ params, query, body }: Call, user: User, store: Store): Answer => {
  const force = flag(query['force'] ?? body['force'])
  const ids = idsOf(params['id'])
  const verdict = (id: string): Verdict => removeOne(id, force, user, store)
  const [only] = ids
  if (only === undefined || ids.length > 1) return json(multiDelete(ids, verdict))
  const outcome = verdict(only)
  if (outcome === 'NotFound') return REFUSED.notFound
  return outcome === 'WrongPermissions' ? REFUSED.role : emptyText()
}

const notifications = (dialog: Dialog, user: User): Answer =>
  json({ notifications: { enabled: dialog.mutedBy.has(user.id) ? 0 : 1 } })

const setNotifications = ({ body }: Call, user: User, dialog: Dialog): Answer => {
  if (text(body['enabled']) === '0' || body['enabled'] === false) dialog.mutedBy.add(user.id)
  else dialog.mutedBy.delete(user.id)
  return notifications(dialog, user)
}

/** protocol 4.2, 4.4. */
export const dialogRoutes = (store: Store, settings: Settings): Route[] => {
  const view = (dialog: Dialog, user: User): Answer => json(dialogView(store, settings, dialog, user.id))
  const update: Handler = onDialog(
    store,
    ({ body }, user, dialog) => updateDialog(body, user, dialog, store) ?? view(dialog, user),
  )
  const subscribe: Handler = onDialog(store, (_call, user, dialog) => {
    if (dialog.type !== DIALOG.public && dialog.type !== DIALOG.group) return REFUSED.role
    if (dialog.blockedIds.has(user.id)) return REFUSED.role
    dialog.occupantIds.add(user.id)
    dialog.hiddenFor.delete(user.id)
    return view(dialog, user)
  })
  const unsubscribe: Handler = onDialog(store, (_call, user, dialog) => {
    if (dialog.type !== DIALOG.public && dialog.type !== DIALOG.group) return REFUSED.role
    dialog.occupantIds.delete(user.id)
    return emptyText()
  })
  const occupants: Handler = onDialog(store, ({ query }, _user, dialog) => {
    const users = [...dialog.occupantIds].flatMap((id) => store.users.byId(id) ?? [])
    return json({ items: slice(users.map(userView), pageOf(query)) })
  })
  return [
    {
      method: 'POST',
      path: '/chat/dialog',
      handle: forUser(({ body }, user) => createDialog(body, user, store, settings)),
    },
    {
      method: 'GET',
      path: '/chat/dialog',
      handle: forUser((call, user) => listDialogs(call, user, store, settings)),
    },
    { method: 'PUT', path: '/chat/dialog/:id', handle: update },
    { method: 'PUT', path: '/chat/dialog/:id/admins', handle: update },
    {
      method: 'DELETE',
      path: '/chat/dialog/:id',
      handle: forUser((call, user) => removeDialogs(call, user, store)),
    },
    { method: 'POST', path: '/chat/dialog/:id/subscribe', handle: subscribe },
    { method: 'DELETE', path: '/chat/dialog/:id/subscribe', handle: unsubscribe },
    { method: 'GET', path: '/chat/dialog/:id/occupants', handle: occupants },
    {
      method: 'GET',
      path: '/chat/dialog/:id/notifications',
      handle: onDialog(store, (_call, user, dialog) => notifications(dialog, user)),
    },
    { method: 'PUT', path: '/chat/dialog/:id/notifications', handle: onDialog(store, setNotifications) },
  ]
}
