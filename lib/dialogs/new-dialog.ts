import type { UserId } from '../model/ids.js'
import { isId, isText, requireArgument } from '../rest/arguments.js'
import { numberOfType } from '../rest/wire/dialog-types.js'
import type { NewDialog } from './dialogs.js'

const mostAdmins = 5

const requireIds = (ids: readonly UserId[], name: string): void => {
  requireArgument(Array.isArray(ids) && ids.every(isId), name, 'user ids, each a positive whole number')
}

/** Typed as a tuple, and yet not every app is type-checked. */
const isOneOther = (ids: readonly number[], ownId: number): boolean => ids.length === 1 && ids[0] !== ownId

/** Throws a `ChatError` of kind `argument` for what the server would refuse (protocol 4.2, create rules). */
export const checkNewDialog = (dialog: NewDialog, ownId: UserId): void => {
  requireArgument(
    ['private', 'group', 'public'].includes(dialog.type),
    'type',
    dialog.type === 'broadcast'
      ? 'private, group or public: a broadcast dialog can be created in the dashboard only'
      : 'private, group or public',
  )
  if (dialog.type === 'private') {
    requireIds(dialog.occupantIds, 'occupantIds')
    requireArgument(isOneOther(dialog.occupantIds, ownId), 'occupantIds', 'the id of one other user')
    return
  }
  requireArgument(isText(dialog.name), 'name', 'a name that is not empty')
  if (dialog.type === 'group') requireIds(dialog.occupantIds, 'occupantIds')
  const admins = dialog.adminIds ?? []
  requireIds(admins, 'adminIds')
  requireArgument(admins.length <= mostAdmins, 'adminIds', `at most ${String(mostAdmins)} ids`)
}

/** The body of `POST /chat/Dialog`; members that are `undefined` vanish in JSON. */
export const newDialogBody = (dialog: NewDialog): Readonly<Record<string, unknown>> => {
  const type = numberOfType(dialog.type)
  if (dialog.type === 'private') return { type, occupants_ids: dialog.occupantIds, extensions: dialog.extensions }
  return {
    type,
    name: dialog.name,
    description: dialog.description,
    photo: dialog.photo,
    occupants_ids: dialog.type === 'group' ? dialog.occupantIds : undefined,
    admins_ids: dialog.adminIds,
    extensions: dialog.extensions,
    permissions: dialog.permissions === undefined ? undefined : { allow_preview: dialog.permissions.allowPreview },
    data: dialog.data,
  }
}
