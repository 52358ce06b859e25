import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Removal } from '../model/removal.js'
import { dialogIdOf, requireArgument, requireIds, requireKeys, requireMost, requireText } from '../rest/arguments.js'
import { at, flag, maybeInside, member, toWire, wireName } from '../rest/codecs.js'
import { type Answer, type Body, type Call, count, endpoint, json, page, text } from '../rest/endpoint.js'
import { filterQuery, key, numberOf, paging, type Paging, type Query, seconds, user, words } from '../rest/query.js'
import { dialogCodec, dialogFields, dialogTypes } from '../rest/wire/dialog-codec.js'
import { force, type ForEveryone, removalCodec } from '../rest/wire/removal-codec.js'
import { userCodec } from '../rest/wire/user-codec.js'
import type { DialogChanges, DialogQuery, NewDialog, RoomFields } from './dialogs.js'

const filters = {
  id: at('_id', key),
  type: numberOf(dialogTypes),
  name: words,
  occupantIds: at('occupants_ids', user),
  lastMessageAt: at('last_message_date_sent', seconds),
  createdAt: seconds,
  updatedAt: seconds,
}

const dialogQuery = ({ filter: { extensions = {}, ...filter } = {}, sort, ...pages }: DialogQuery): Query => ({
  ...filterQuery(filters, filter),
  ...Object.fromEntries(Object.entries(extensions).map(([name, value]) => [`extensions[${name}]`, value])),
  [`sort_${sort?.order ?? 'desc'}`]: wireName(sort?.by ?? 'lastMessageAt', filters),
  ...paging(pages),
})

const mostAdmins = 5
const mostExtensions = 3

/** What both a new dialog and changes say, checked (protocol 4.1). */
const fieldsBody = ({ extensions, permissions, data, ...fields }: Partial<RoomFields> | DialogChanges): object => {
  requireMost(Object.keys(extensions ?? {}).length, mostExtensions, 'extensions', 'keys')
  if (data !== undefined) requireText(data['class_name'], 'data.class_name')
  return { ...toWire(fields, dialogFields), extensions, permissions: permissions && toWire(permissions), data }
}

type AnyFields = Partial<RoomFields> & { readonly occupantIds?: readonly UserId[] }

const newBody = ({ type, ...fields }: NewDialog, own: UserId): Body => {
  const dashboard = type === 'broadcast' ? ': a broadcast dialog can be created in the dashboard only' : ''
  requireArgument(['private', 'group', 'public'].includes(type), 'type', `private, group or public${dashboard}`)
  const { occupantIds, adminIds = [], name }: AnyFields = fields
  if (type !== 'public') requireIds(occupantIds, 'occupantIds')
  if (type !== 'private') requireText(name, 'name')
  const isOne = occupantIds?.length === 1 && occupantIds[0] !== own
  requireArgument(type !== 'private' || isOne, 'occupantIds', 'the id of one other user')
  requireIds(adminIds, 'adminIds', mostAdmins)
  return { type: dialogTypes[type], ...fieldsBody(fields) }
}

/** Nothing at all rather than lists of nothing. */
const lists = (
  occupants_ids: readonly UserId[] = [],
  admins_ids: readonly UserId[] = [],
  pinned_messages_ids: readonly MessageId[] = [],
): object | undefined => {
  requireIds(occupants_ids, 'occupantIds')
  requireIds(admins_ids, 'adminIds', mostAdmins)
  if (pinned_messages_ids.length > 0) requireKeys(pinned_messages_ids, 'messageIds')
  const all = Object.entries({ occupants_ids, admins_ids, pinned_messages_ids }).filter(([, ids]) => ids.length > 0)
  return all.length === 0 ? undefined : Object.fromEntries(all)
}

const changesBody = (dialog: DialogRef, changes: DialogChanges): Body => {
  const { addOccupantIds, removeOccupantIds, addAdminIds, removeAdminIds, pinMessageIds, unpinMessageIds, ...fields } =
    changes
  const open = dialog.type === 'group' || dialog.type === 'public'
  const still = addOccupantIds === undefined && removeOccupantIds === undefined
  requireArgument(open || still, 'addOccupantIds', 'a group or public dialog: others keep their occupants')
  return {
    ...fieldsBody(fields),
    push_all: lists(addOccupantIds, addAdminIds, pinMessageIds),
    pull_all: lists(removeOccupantIds, removeAdminIds, unpinMessageIds),
  }
}

/** A lone id is answered by text, and what went wrong with it is an error; several by a result (protocol 4.2, 4.11). */
const removal = (ids: readonly string[]): Answer<Removal> =>
  ids.length > 1 ? json(removalCodec) : () => ({ removed: ids, notFound: [], refused: [] })

const notifications = json(member('notifications', member('enabled', flag)))

const ofDialog = <Output>(dialog: DialogRef, rest: Omit<Call<Output>, 'path'>): Call<Output> => ({
  path: { id: dialogIdOf(dialog) },
  ...rest,
})

/** `/chat/Dialog` (protocol 4.2 to 4.4). */
export const dialogEndpoints = {
  /**
   * Creates a dialog (`POST /chat/Dialog`); a private one that exists already is returned. Cold; emits the dialog and
   * completes. Errors: `argument` before any request, `session`, and those of every REST call.
   */
  create: endpoint('POST /chat/Dialog', (own, dialog: NewDialog) => ({
    body: newBody(dialog, own),
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
  update: endpoint('PUT /chat/Dialog/:id', (own, dialog: DialogRef, changes: DialogChanges) =>
    ofDialog(dialog, { body: changesBody(dialog, changes), answer: json(dialogCodec(own)) }),
  ),
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
  clearHistory: endpoint('DELETE /chat/Dialog/clearHistory/:id', (_own, dialog: DialogRef, options?: ForEveryone) =>
    ofDialog(dialog, { query: force(options), answer: text }),
  ),
  /** Joins a public dialog (`POST /chat/Dialog/{id}/subscribe`). Cold; emits it. */
  subscribe: endpoint('POST /chat/Dialog/:id/subscribe', (own, dialog: DialogRef) =>
    ofDialog(dialog, { answer: json(dialogCodec(own)) }),
  ),
  /** Leaves a public dialog (`DELETE /chat/Dialog/{id}/subscribe`). Cold. */
  unsubscribe: endpoint('DELETE /chat/Dialog/:id/subscribe', (_own, dialog: DialogRef) =>
    ofDialog(dialog, { answer: text }),
  ),
  /** Who is in a public dialog (`GET /chat/Dialog/{id}/occupants`), one page without a total. Cold. */
  occupants: endpoint('GET /chat/Dialog/:id/occupants', (_own, dialog: DialogRef, pages: Paging = {}) =>
    ofDialog(dialog, { query: paging(pages), answer: page(maybeInside('user', userCodec)) }),
  ),
  /** Adds and removes admins in one call (`PUT /chat/Dialog/{id}/admins`), as the owner. Cold; emits the dialog. */
  admins: endpoint(
    'PUT /chat/Dialog/:id/admins',
    (own, dialog: DialogRef, changes: { readonly add?: readonly UserId[]; readonly remove?: readonly UserId[] }) =>
      ofDialog(dialog, {
        body: { push_all: lists([], changes.add), pull_all: lists([], changes.remove) },
        answer: json(dialogCodec(own)),
      }),
  ),
  /** Whether the user gets push notifications of a dialog (`GET /chat/Dialog/{id}/notifications`). Cold. */
  notifications: endpoint('GET /chat/Dialog/:id/notifications', (_own, dialog: DialogRef) =>
    ofDialog(dialog, { answer: notifications }),
  ),
  /** Turns them on or off (`PUT /chat/Dialog/{id}/notifications`). Cold; emits what holds now. */
  setNotifications: endpoint('PUT /chat/Dialog/:id/notifications', (_own, dialog: DialogRef, enabled: boolean) =>
    ofDialog(dialog, { body: { enabled: enabled ? 1 : 0 }, answer: notifications }),
  ),
}
