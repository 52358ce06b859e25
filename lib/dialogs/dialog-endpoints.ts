import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Removal } from '../model/removal.js'
import { type Answer, json, text } from '../rest/answers.js'
import { dialogIdOf, isKey, isText, requireArgument, requireIds, requireKeys, requireText } from '../rest/arguments.js'
import { flag, maybeInside, member, toWire } from '../rest/codecs.js'
import { endpoint } from '../rest/endpoint.js'
import { filterQuery, key, oneOf, type Paging, paging, seconds, user, words } from '../rest/filter.js'
import { count, page } from '../rest/answers.js'
import type { Query } from '../rest/query.js'
import { dialogCodec, dialogNames } from '../rest/wire/dialog-codec.js'
import { dialogTypes } from '../rest/wire/dialog-types.js'
import { force, type ForEveryone, removalCodec } from '../rest/wire/removal-codec.js'
import { userCodec } from '../rest/wire/user-codec.js'
import type { DialogChanges, DialogQuery, NewDialog, RoomFields } from './dialogs.js'

const filters = {
  id: ['_id', key],
  type: ['type', oneOf(dialogTypes)],
  name: ['name', words],
  occupantIds: ['occupants_ids', user],
  lastMessageAt: ['last_message_date_sent', seconds],
  createdAt: ['created_at', seconds],
  updatedAt: ['updated_at', seconds],
} as const
const sortFields = {
  lastMessageAt: 'last_message_date_sent',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const

const dialogQuery = ({ filter: { extensions = {}, ...filter } = {}, sort, ...pages }: DialogQuery): Query => ({
  ...filterQuery(filters, filter),
  ...Object.fromEntries(Object.entries(extensions).map(([name, value]) => [`extensions[${name}]`, value])),
  [`sort_${sort?.order ?? 'desc'}`]: sortFields[sort?.by ?? 'lastMessageAt'],
  ...paging(pages),
})

const mostAdmins = 5
const mostExtensions = 3

/** What both a new dialog and changes say, checked (protocol 4.1). */
const fieldsBody = ({ extensions, permissions, data, ...fields }: Partial<RoomFields> | DialogChanges): object => {
  const keys = Object.keys(extensions ?? {}).length
  requireArgument(keys <= mostExtensions, 'extensions', `at most ${String(mostExtensions)} keys`)
  if (data !== undefined) requireText(data['class_name'], 'data.class_name')
  const allowed = permissions === undefined ? undefined : { allow_preview: permissions.allowPreview }
  return { ...toWire(fields, dialogNames), extensions, permissions: allowed, data }
}

const creatable = (dialog: NewDialog, own: UserId): Readonly<Record<string, unknown>> => {
  const dashboard = dialog.type === 'broadcast' ? ': a broadcast dialog can be created in the dashboard only' : ''
  const known = ['private', 'group', 'public'].includes(dialog.type)
  requireArgument(known, 'type', `private, group or public${dashboard}`)
  if (dialog.type === 'private' || dialog.type === 'group') requireIds(dialog.occupantIds, 'occupantIds')
  // Typed as a tuple, and yet not every app is type-checked.
  const others: readonly UserId[] = dialog.type === 'private' ? dialog.occupantIds : []
  const isOne = others.length === 1 && others[0] !== own
  requireArgument(dialog.type !== 'private' || isOne, 'occupantIds', 'the id of one other user')
  if (dialog.type !== 'private') {
    requireText(dialog.name, 'name')
    requireIds(dialog.adminIds ?? [], 'adminIds', mostAdmins)
  }
  const { type, ...fields } = dialog
  return { type: dialogTypes[type], ...fieldsBody(fields) }
}

type Ids = readonly (UserId | MessageId)[]
interface Lists {
  readonly occupants_ids?: Ids | undefined
  readonly admins_ids?: Ids | undefined
  readonly pinned_messages_ids?: Ids | undefined
}

/** Nothing at all rather than lists of nothing. */
const lists = (all: Lists): Lists | undefined =>
  Object.values(all).some((ids: Ids | undefined) => ids !== undefined && ids.length > 0) ? all : undefined

const pushAndPull = (push: Lists, pull: Lists): Readonly<Record<string, unknown>> => {
  for (const { occupants_ids = [], admins_ids = [], pinned_messages_ids = [] } of [push, pull]) {
    requireIds(occupants_ids, 'occupantIds')
    requireIds(admins_ids, 'adminIds')
    requireArgument(pinned_messages_ids.every(isKey), 'messageIds', 'message ids')
  }
  const most = `at most ${String(mostAdmins)} ids`
  requireArgument((push.admins_ids?.length ?? 0) <= mostAdmins, 'addAdminIds', most)
  return { push_all: lists(push), pull_all: lists(pull) }
}

const changesBody = (dialog: DialogRef, changes: DialogChanges): Readonly<Record<string, unknown>> => {
  const { addOccupantIds, removeOccupantIds, addAdminIds, removeAdminIds, pinMessageIds, unpinMessageIds, ...fields } =
    changes
  const open = dialog.type === 'group' || dialog.type === 'public'
  const still = addOccupantIds === undefined && removeOccupantIds === undefined
  requireArgument(open || still, 'addOccupantIds', 'a group or public dialog: others keep their occupants')
  if (fields.name !== undefined && fields.name !== '') requireArgument(isText(fields.name), 'name', 'text')
  return {
    ...fieldsBody(fields),
    ...pushAndPull(
      { occupants_ids: addOccupantIds, admins_ids: addAdminIds, pinned_messages_ids: pinMessageIds },
      { occupants_ids: removeOccupantIds, admins_ids: removeAdminIds, pinned_messages_ids: unpinMessageIds },
    ),
  }
}

/** A lone id is answered by text, and what went wrong with it is an error; several by a result (protocol 4.2, 4.11). */
const removal = (ids: readonly string[]): Answer<Removal> =>
  ids.length > 1 ? json(removalCodec) : () => ({ removed: ids, notFound: [], refused: [] })

const notifications = json(member('notifications', member('enabled', flag)))

/** `/chat/Dialog` (protocol 4.2 to 4.4). */
export const dialogEndpoints = {
  /**
   * Creates a dialog (`POST /chat/Dialog`); a private one that exists already is returned. Cold; emits the dialog and
   * completes. Errors: `argument` before any request, `session`, and those of every REST call.
   */
  create: endpoint('POST /chat/Dialog', (own, dialog: NewDialog) => ({
    body: creatable(dialog, own),
    answer: json(dialogCodec(own)),
  })),
  /** The user's dialogs (`GET /chat/Dialog`), one page. Cold. */
  list: endpoint('GET /chat/Dialog', (own, query: DialogQuery = {}) => ({
    query: dialogQuery(query),
    answer: page(dialogCodec(own)),
  })),
  /** How many of the user's dialogs match (`count=1`). Cold. */
  count: endpoint('GET /chat/Dialog', (_own, query: Pick<DialogQuery, 'filter'> = {}) => ({
    query: { ...dialogQuery(query), count: 1 },
    answer: count,
  })),
  /** Changes a dialog (`PUT /chat/Dialog/{id}`). Cold; emits it as it is now. A missing right is an `http` error, 403. */
  update: endpoint('PUT /chat/Dialog/:id', (own, dialog: DialogRef, changes: DialogChanges) => ({
    path: { id: dialogIdOf(dialog) },
    body: changesBody(dialog, changes),
    answer: json(dialogCodec(own)),
  })),
  /**
   * Removes a dialog, or several at once (`DELETE /chat/Dialog/{ids}`), for oneself or for everyone. Cold; emits what
   * became of each. With one dialog a missing right or an unknown id is an `http` error instead.
   */
  remove: endpoint(
    'DELETE /chat/Dialog/:ids',
    (_own, dialogs: DialogRef | readonly DialogRef[], options?: ForEveryone) => {
      const ids = requireKeys([dialogs].flat().map(dialogIdOf), 'dialogs')
      return { path: { ids }, query: force(options), answer: removal(ids) }
    },
  ),
  /** Removes all messages of a dialog (`DELETE /chat/Dialog/clearHistory/{id}`). Cold. */
  clearHistory: endpoint('DELETE /chat/Dialog/clearHistory/:id', (_own, dialog: DialogRef, options?: ForEveryone) => ({
    path: { id: dialogIdOf(dialog) },
    query: force(options),
    answer: text,
  })),
  /** Joins a public dialog (`POST /chat/Dialog/{id}/subscribe`). Cold; emits it. */
  subscribe: endpoint('POST /chat/Dialog/:id/subscribe', (own, dialog: DialogRef) => ({
    path: { id: dialogIdOf(dialog) },
    answer: json(dialogCodec(own)),
  })),
  /** Leaves a public dialog (`DELETE /chat/Dialog/{id}/subscribe`). Cold. */
  unsubscribe: endpoint('DELETE /chat/Dialog/:id/subscribe', (_own, dialog: DialogRef) => ({
    path: { id: dialogIdOf(dialog) },
    answer: text,
  })),
  /** Who is in a public dialog (`GET /chat/Dialog/{id}/occupants`), one page without a total. Cold. */
  occupants: endpoint('GET /chat/Dialog/:id/occupants', (_own, dialog: DialogRef, pages: Paging = {}) => ({
    path: { id: dialogIdOf(dialog) },
    query: { ...paging(pages) },
    answer: page(maybeInside('user', userCodec)),
  })),
  /** Adds and removes admins in one call (`PUT /chat/Dialog/{id}/admins`), as the owner. Cold; emits the dialog. */
  admins: endpoint(
    'PUT /chat/Dialog/:id/admins',
    (
      own,
      dialog: DialogRef,
      { add, remove }: { readonly add?: readonly UserId[]; readonly remove?: readonly UserId[] },
    ) => ({
      path: { id: dialogIdOf(dialog) },
      body: pushAndPull({ admins_ids: add }, { admins_ids: remove }),
      answer: json(dialogCodec(own)),
    }),
  ),
  /** Whether the user gets push notifications of a dialog (`GET /chat/Dialog/{id}/notifications`). Cold. */
  notifications: endpoint('GET /chat/Dialog/:id/notifications', (_own, dialog: DialogRef) => ({
    path: { id: dialogIdOf(dialog) },
    answer: notifications,
  })),
  /** Turns them on or off (`PUT /chat/Dialog/{id}/notifications`). Cold; emits what holds now. */
  setNotifications: endpoint('PUT /chat/Dialog/:id/notifications', (_own, dialog: DialogRef, enabled: boolean) => ({
    path: { id: dialogIdOf(dialog) },
    body: { enabled: enabled ? 1 : 0 },
    answer: notifications,
  })),
}
