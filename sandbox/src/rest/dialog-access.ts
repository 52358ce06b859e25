import { DIALOG, type Dialog } from '../state/dialogs.js'
import { isMember } from '../state/roles.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Handler } from './call.js'

/** For calls on one dialog named in the path; those of others are not found. */
export const onDialog = (store: Store, handle: (call: Call, user: User, dialog: Dialog) => Answer): Handler =>
  forUser((call, user) => {
    const dialog = store.dialogs.byId(call.params['id'] ?? '')
    if (dialog === undefined) return REFUSED.notFound
    const open = dialog.type === DIALOG.public || isMember(dialog, user.id)
    return open ? handle(call, user, dialog) : REFUSED.role
  })

/** Own dialogs, subscribed public ones and every broadcast, without the hidden (protocol 4.2). */
export const visibleTo = (store: Store, userId: number): Dialog[] =>
  store.dialogs.all().filter((dialog) => isMember(dialog, userId) && !dialog.hiddenFor.has(userId))
