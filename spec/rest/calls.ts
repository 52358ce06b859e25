import type { DialogRef } from '../../lib/model/dialog-ref.js'

/** One call of the REST surface: what it asks and how its answer is read. */
export interface CallCase {
  /** `namespace.name` in the table of the library. */
  readonly call: string
  readonly args: readonly unknown[]
  /** Method and URL, the query percent-decoded. */
  readonly asks: string
  /** The JSON body. */
  readonly body?: unknown
  /** What the server answers; nothing is an empty body. */
  readonly answer?: unknown
  readonly gives: unknown
  /** Arguments that are refused before any request, and the name in the error. */
  readonly refuses?: readonly (readonly [args: readonly unknown[], name: string])[]
}

const at = '2020-01-01T00:00:00Z'
const since = Date.parse(at)
const group: DialogRef = { type: 'group', dialogId: 'd' }
const private56: DialogRef = { type: 'private', opponentId: 56, dialogId: 'p' }
const dialog = { _id: 'd', type: 2, user_id: 21, occupants_ids: [21, 56], created_at: at, updated_at: at }
const message = { _id: 'm', chat_dialog_id: 'd', message: 'Hi', date_sent: 1_577_836_800, sender_id: 56 }
const user = { id: 56, login: 'ben', full_name: 'Ben', user_tags: 'a, b' }
const gone = { SuccessfullyDeleted: { ids: ['a'] }, WrongPermissions: { ids: ['b'] } }
const goneModel = { removed: ['a'], notFound: [], refused: ['b'] }
const file = { id: 5, uid: 'f00d', name: 'a.png', content_type: 'image/png', size: 3, public: false, created_at: at }
const fileModel = {
  ...{ id: 5, uid: 'f00d', name: 'a.png', contentType: 'image/png', size: 3 },
  ...{ public: false, createdAt: since, updatedAt: null },
}
const subscription = {
  id: '7',
  notification_channel: { name: 'web' },
  device: { udid: 'u', platform: { name: 'web' } },
}
const device = { environment: 'development', udid: 'u' }
const six = [1, 2, 3, 4, 5, 6]
const noDialog: readonly (readonly [readonly unknown[], string])[] = [
  [[{ type: 'group', dialogId: '' }, {}], 'dialog.dialogId'],
  [[{ type: 'group', dialogId: 'a,b' }, {}], 'dialog.dialogId'],
  [[{ type: 'private', opponentId: 56 }, {}], 'dialog.dialogId'],
]

const users: readonly CallCase[] = [
  {
    call: 'users.create',
    args: [{ login: 'bob', password: 'p', fullName: 'Bob', externalId: 'x', tags: ['a', 'b'] }],
    asks: 'POST /users',
    body: { user: { login: 'bob', password: 'p', full_name: 'Bob', external_id: 'x', tag_list: 'a,b' } },
    answer: { user },
    gives: { id: 56, fullName: 'Ben', tags: ['a', 'b'] },
    refuses: [
      [[{ password: 'p' }], 'login'],
      [[{ login: 'bob' }], 'password'],
      [[{ login: 'bob', password: 'p', tags: six.map(String) }], 'tags'],
    ],
  },
  {
    call: 'users.list',
    args: [{ filter: { fullName: { startsWith: 'Marv' } }, limit: 5, skip: 5 }],
    asks: 'GET /users/v2?full_name[start_with]=Marv&limit=5&offset=5',
    answer: { items: [user], total_entries: 6 },
    gives: { items: [{ id: 56 }], total: 6, skip: 5, limit: 5, hasMore: false },
    refuses: [
      [[{ filter: {} }], 'filter'],
      [[{ filter: { fullName: { startsWith: 'abc' } } }], 'filter.fullName.startsWith'],
      [[{ filter: { colour: 'red' } }], 'filter'],
      [[{ filter: { id: 1, colour: 'red' } }], 'filter.colour'],
      [[{ filter: { id: 1 }, limit: 101 }], 'limit'],
    ],
  },
  {
    call: 'users.get',
    args: [{ email: 'b@x' }],
    asks: 'GET /users/v2?email[eq]=b@x&limit=1',
    answer: { items: [user] },
    gives: { id: 56 },
    refuses: [[[0], 'filter.id']],
  },
  {
    call: 'users.update',
    args: [{ fullName: '', password: 'new', oldPassword: 'old', tags: [] }],
    asks: 'PUT /users/21',
    body: { user: { full_name: '', password: 'new', old_password: 'old', tag_list: '' } },
    answer: { user },
    gives: { id: 56 },
    refuses: [[[{ password: 'new' }], 'oldPassword']],
  },
  { call: 'users.remove', args: [], asks: 'DELETE /users/21', gives: undefined },
  {
    call: 'users.resetPassword',
    args: ['b@x'],
    asks: 'POST /users/password/reset',
    body: { email: 'b@x' },
    gives: undefined,
    refuses: [[[' '], 'email']],
  },
]

const dialogs: readonly CallCase[] = [
  {
    call: 'dialogs.create',
    args: [{ type: 'public', name: 'News', permissions: { allowPreview: true }, data: { class_name: 'C', a: 1 } }],
    asks: 'POST /chat/Dialog',
    body: { type: 4, name: 'News', permissions: { allow_preview: true }, data: { class_name: 'C', a: 1 } },
    answer: dialog,
    gives: { type: 'group', dialogId: 'd', ownerId: 21, unreadCount: 0 },
    refuses: [
      [[{ type: 'broadcast', name: 'x' }], 'type'],
      [[{ type: 'public', name: '' }], 'name'],
      [[{ type: 'public', name: 'x', extensions: { a: '1', b: '2', c: '3', d: '4' } }], 'extensions'],
      [[{ type: 'public', name: 'x', data: { a: 1 } }], 'data.class_name'],
      [[{ type: 'public', name: 'x', adminIds: six }], 'adminIds'],
    ],
  },
  {
    call: 'dialogs.list',
    args: [{ filter: { type: { in: ['public', 'group'] }, updatedAt: { gt: since } }, limit: 10 }],
    asks: `GET /chat/Dialog?type[in]=4,2&updated_at[gt]=${String(since / 1000)}&sort_desc=last_message_date_sent&limit=10`,
    answer: { items: [dialog], total_entries: 1 },
    gives: { items: [{ dialogId: 'd' }], hasMore: false },
    refuses: [
      [[{ filter: { updatedAt: { gt: -1 } } }], 'filter.updatedAt.gt'],
      [[{ filter: { id: { in: [] } } }], 'filter.id.in'],
      [[{ filter: { type: 'secret' } }], 'filter.type'],
      [[{ filter: { id: { like: 'x' } } }], 'filter.id.like'],
    ],
  },
  {
    call: 'dialogs.count',
    args: [{ filter: { name: { contains: 'x' } } }],
    asks: 'GET /chat/Dialog?name[ctn]=x&sort_desc=last_message_date_sent&count=1',
    answer: { items: { count: 3 } },
    gives: 3,
  },
  {
    call: 'dialogs.get',
    args: ['d'],
    asks: 'GET /chat/Dialog?_id=d&sort_desc=last_message_date_sent&limit=1',
    answer: { items: [] },
    gives: null,
    refuses: [[[''], 'filter.id']],
  },
  {
    call: 'dialogs.update',
    args: [
      group,
      {
        ...{ name: '', description: '', photo: '', extensions: null },
        ...{ addOccupantIds: [57], removeAdminIds: [56], pinMessageIds: ['m'], unpinMessageIds: ['n'] },
      },
    ],
    asks: 'PUT /chat/Dialog/d',
    body: {
      ...{ name: '', description: '', photo: '', extensions: null },
      push_all: { occupants_ids: [57], pinned_messages_ids: ['m'] },
      pull_all: { admins_ids: [56], pinned_messages_ids: ['n'] },
    },
    answer: dialog,
    gives: { dialogId: 'd' },
    refuses: [
      ...noDialog,
      [[private56, { addOccupantIds: [1] }], 'addOccupantIds'],
      [[{ type: 'broadcast', dialogId: 'd' }, { removeOccupantIds: [1] }], 'addOccupantIds'],
      [[group, { addAdminIds: six }], 'adminIds'],
      [[group, { addOccupantIds: [0] }], 'occupantIds'],
      [[group, { pinMessageIds: ['a,b'] }], 'messageIds'],
    ],
  },
  {
    call: 'dialogs.remove',
    args: [[group, private56], { forEveryone: true }],
    asks: 'DELETE /chat/Dialog/d,p?force=1',
    answer: gone,
    gives: goneModel,
    refuses: [[[[]], 'dialogs'], ...noDialog],
  },
  {
    call: 'dialogs.remove',
    args: [group],
    asks: 'DELETE /chat/Dialog/d',
    gives: { removed: ['d'], notFound: [], refused: [] },
  },
  {
    call: 'dialogs.clearHistory',
    args: [group, { forEveryone: true }],
    asks: 'DELETE /chat/Dialog/clearHistory/d?force=1',
    gives: undefined,
    refuses: noDialog,
  },
  {
    call: 'dialogs.subscribe',
    args: [group],
    asks: 'POST /chat/Dialog/d/subscribe',
    answer: dialog,
    gives: { dialogId: 'd' },
    refuses: noDialog,
  },
  { call: 'dialogs.unsubscribe', args: [group], asks: 'DELETE /chat/Dialog/d/subscribe', gives: undefined },
  {
    call: 'dialogs.occupants',
    args: [group, { limit: 2, skip: 1 }],
    asks: 'GET /chat/Dialog/d/occupants?limit=2&skip=1',
    answer: { items: [user, { user }] },
    gives: { items: [{ id: 56 }, { id: 56 }], skip: 1, limit: 2, hasMore: true },
    refuses: [[[group, { limit: 0 }], 'limit']],
  },
  {
    call: 'dialogs.admins',
    args: [group, { add: [56], remove: [57] }],
    asks: 'PUT /chat/Dialog/d/admins',
    body: { push_all: { admins_ids: [56] }, pull_all: { admins_ids: [57] } },
    answer: dialog,
    gives: { dialogId: 'd' },
    refuses: [[[group, { add: six }], 'adminIds']],
  },
  {
    call: 'dialogs.notifications',
    args: [group],
    asks: 'GET /chat/Dialog/d/notifications',
    answer: { notifications: { enabled: '1' } },
    gives: true,
  },
  {
    call: 'dialogs.setNotifications',
    args: [group, false],
    asks: 'PUT /chat/Dialog/d/notifications',
    body: { enabled: 0 },
    answer: { notifications: { enabled: 0 } },
    gives: false,
  },
]

const messages: readonly CallCase[] = [
  {
    call: 'messages.history',
    args: [
      group,
      { before: since + 1, sort: 'oldest-first', filter: { senderId: { in: [56] }, attachmentType: 'image' } },
    ],
    asks: `GET /chat/Message?sender_id[in]=56&attachments.type=image&chat_dialog_id=d&date_sent[lte]=${String(since / 1000 + 1)}&sort_asc=date_sent&mark_as_read=0`,
    answer: { items: [message] },
    gives: { items: [{ id: 'm', dialog: group, direction: 'incoming' }] },
    refuses: [
      [[group, { limit: 101 }], 'limit'],
      [[group, { before: -1 }], 'before'],
      [[{ type: 'private', opponentId: 0 }], 'dialog.opponentId'],
      // Before the look-up of the dialog.
      [[{ type: 'private', opponentId: 56 }, { after: NaN }], 'after'],
    ],
  },
  {
    call: 'messages.count',
    args: [private56, { filter: { body: { contains: 'x' } } }],
    asks: 'GET /chat/Message?message[ctn]=x&chat_dialog_id=p&count=1&mark_as_read=0',
    answer: { items: { count: '4' } },
    gives: 4,
  },
  {
    call: 'messages.preview',
    args: [{ type: 'public', dialogId: 'd' }],
    asks: 'GET /chat/Message?chat_dialog_id=d&preview=1&mark_as_read=0',
    answer: { items: [message] },
    gives: { items: [{ dialog: { type: 'public', dialogId: 'd' } }] },
  },
  {
    call: 'messages.create',
    args: [group, { body: 'Hi', attachments: [{ type: 'image', uid: 'u' }], params: { a: [1] }, sendToChat: true }],
    asks: 'POST /chat/Message',
    body: {
      ...{ chat_dialog_id: 'd', message: 'Hi', attachments: { 0: { type: 'image', uid: 'u' } } },
      ...{ a: [1], markable: '1', send_to_chat: 1 },
    },
    answer: { ...message, sender_id: 21 },
    gives: { id: 'm', dialog: group, direction: 'outgoing' },
    refuses: [
      [[group, {}], 'draft'],
      [[group, { body: ' ' }], 'draft'],
      [[group, { params: { _id: 'x' } }], 'draft.params'],
    ],
  },
  {
    call: 'messages.create',
    args: [
      { type: 'private', opponentId: 56 },
      { body: 'Hi', markable: false },
    ],
    asks: 'POST /chat/Message',
    body: { recipient_id: 56, message: 'Hi' },
    answer: { ...message, sender_id: 21, recipient_id: 56 },
    gives: { dialog: { type: 'private', opponentId: 56, dialogId: 'd' } },
  },
  {
    call: 'messages.update',
    args: [group, ['m', 'n'], { read: true, delivered: true }],
    asks: 'PUT /chat/Message/m,n',
    body: { chat_dialog_id: 'd', read: 1, delivered: 1 },
    gives: undefined,
    refuses: [
      [[group, ['m', 'n'], { body: 'x' }], 'ids'],
      [[group, [], { read: true }], 'ids'],
      [[group, 'm', {}], 'changes'],
      [[group, 'a/b', { read: true }], 'ids'],
    ],
  },
  {
    call: 'messages.update',
    args: [group, 'm', { body: 'new' }],
    asks: 'PUT /chat/Message/m',
    body: { chat_dialog_id: 'd', message: 'new' },
    gives: undefined,
  },
  {
    call: 'messages.markAll',
    args: [group, 'read'],
    asks: 'PUT /chat/Message',
    body: { chat_dialog_id: 'd', read: 1 },
    gives: undefined,
  },
  {
    call: 'messages.remove',
    args: [['a', 'b'], { forEveryone: true }],
    asks: 'DELETE /chat/Message/a,b?force=1',
    answer: gone,
    gives: goneModel,
    refuses: [[[[]], 'ids']],
  },
  {
    call: 'messages.unreadCount',
    args: [[group, private56]],
    asks: 'GET /chat/Message/unread?chat_dialog_ids=d,p',
    answer: { total: 5, d: 3, p: '2' },
    gives: { total: 5, byDialog: { d: 3, p: 2 } },
  },
  {
    call: 'messages.unreadCount',
    args: [],
    asks: 'GET /chat/Message/unread',
    answer: { total: '7' },
    gives: { total: 7, byDialog: {} },
  },
]

const reactionsAndSearch: readonly CallCase[] = [
  {
    call: 'reactions.add',
    args: ['m', '🔥'],
    asks: 'PUT /chat/Message/m/reactions',
    body: { add: '🔥' },
    gives: undefined,
    refuses: [
      [['m', ''], 'add'],
      [['', '🔥'], 'messageId'],
    ],
  },
  {
    call: 'reactions.remove',
    args: ['m', '🔥'],
    asks: 'PUT /chat/Message/m/reactions',
    body: { remove: '🔥' },
    gives: undefined,
  },
  {
    call: 'reactions.update',
    args: ['m', { add: '👍', remove: '👎' }],
    asks: 'PUT /chat/Message/m/reactions',
    body: { add: '👍', remove: '👎' },
    gives: undefined,
    refuses: [[['m', {}], 'changes']],
  },
  {
    call: 'reactions.list',
    args: ['m'],
    asks: 'GET /chat/Message/m/reactions',
    answer: { '👍': [21, '56'] },
    gives: { '👍': [21, 56] },
  },
  {
    call: 'search',
    args: ['hello', { dialogs: [group, private56], newest: since + 86_400_000, oldest: since, limit: 9 }],
    asks: `GET /chat/search?search_text=hello&chat_dialog_ids=d,p&end_date=${new Date(since).toISOString()}&start_date=${new Date(since + 86_400_000).toISOString()}&limit=9`,
    answer: { results: { dialogs: [dialog], messages: [{ ...message, recipient_id: 21 }], users: [user] } },
    gives: {
      dialogs: [{ dialogId: 'd' }],
      messages: [{ dialog: { type: 'private', opponentId: 56, dialogId: 'd' } }],
      users: [{ id: 56 }],
    },
    refuses: [
      [[''], 'text'],
      [['hello', { dialogs: Array<DialogRef>(11).fill(group) }], 'dialogs'],
      [['hello', { newest: since }], 'oldest'],
      [['hello', { newest: since, oldest: since + 1 }], 'oldest'],
      [['hello', { newest: since, oldest: Date.parse('2019-09-30T23:59:59Z') }], 'oldest'],
      [['hello', { limit: 101 }], 'limit'],
    ],
  },
  {
    call: 'search',
    args: ['hello', { newest: since, oldest: Date.parse('2019-10-01T00:00:00Z') }],
    asks: 'GET /chat/search?search_text=hello&end_date=2019-10-01T00:00:00.000Z&start_date=2020-01-01T00:00:00.000Z',
    answer: { messages: [message] },
    gives: { dialogs: [], messages: [{ dialog: group }], users: [] },
  },
]

const others: readonly CallCase[] = [
  {
    call: 'attachments.info',
    args: [5],
    asks: 'GET /blobs/5',
    answer: { blob: file },
    gives: fileModel,
    refuses: [[['f00d'], 'id']],
  },
  { call: 'attachments.remove', args: [5], asks: 'DELETE /blobs/5', gives: undefined, refuses: [[[-1], 'id']] },
  {
    call: 'push.subscribe',
    args: [{ ...device, channel: 'web', endpoint: 'https://e', auth: 'a', p256dh: 'k' }],
    asks: 'POST /subscriptions',
    body: {
      notification_channel: 'web',
      push_token: { environment: 'development', web_endpoint: 'https://e', web_auth: 'a', web_p256dh: 'k' },
      device: { platform: 'web', udid: 'u' },
    },
    answer: [{ subscription }],
    gives: [{ id: 7, channel: 'web', udid: 'u', platform: 'web' }],
    refuses: [[[{ ...device, channel: 'gcm', platform: 'android', token: '' }], 'client_identification_sequence']],
  },
  {
    call: 'push.list',
    args: [],
    asks: 'GET /subscriptions',
    answer: [{ subscription }, { subscription: { id: 8 } }],
    gives: [{ id: 7 }, { id: 8, channel: null, udid: null, platform: null }],
  },
  { call: 'push.remove', args: [7], asks: 'DELETE /subscriptions/7', gives: undefined, refuses: [[[0], 'id']] },
  {
    call: 'push.send',
    args: [{ environment: 'production', to: { userIds: [1, 2] }, payload: { message: 'Grüße 🔥' } }],
    asks: 'POST /events',
    body: {
      event: {
        ...{ notification_type: 'push', event_type: 'one_shot', environment: 'production', user: { ids: '1,2' } },
        message: Buffer.from('{"message":"Grüße 🔥"}').toString('base64'),
      },
    },
    answer: [{ event: { id: 3, active: true, date: null, name: null } }],
    gives: [{ id: 3, name: null, active: true }],
    refuses: [
      [[{ environment: 'production', to: {}, payload: {} }], 'to'],
      [[{ environment: 'production', to: { userIds: [1], externalIds: [1] }, payload: {} }], 'to'],
      [[{ environment: 'production', to: { userIds: ['x'] }, payload: {} }], 'to'],
    ],
  },
  {
    call: 'push.send',
    args: [
      { environment: 'development', to: { tags: { any: 'a' } }, payload: { message: 'x' }, pushType: 'gcm', name: 'n' },
    ],
    asks: 'POST /events',
    body: {
      event: {
        ...{ notification_type: 'push', event_type: 'one_shot', environment: 'development', push_type: 'gcm' },
        ...{ user: { tags: { any: 'a' } }, name: 'n', message: `payload=${btoa('{"message":"x"}')}` },
      },
    },
    answer: [],
    gives: [],
  },
  {
    call: 'addressBook.upload',
    args: [
      [
        { name: 'Ben', phone: '1234567890' },
        { name: 'Cat', phone: '1', remove: true },
      ],
      { udid: 'u', replace: true },
    ],
    asks: 'POST /address_book',
    body: {
      contacts: [
        { name: 'Ben', phone: '1234567890' },
        { name: 'Cat', phone: '1', destroy: 1 },
      ],
      ...{ force: 1, udid: 'u' },
    },
    answer: { created: 1, updated: 0, deleted: '0', rejected: { 1: ['Invalid fields set'] } },
    gives: { created: 1, updated: 0, deleted: 0, rejected: { 1: ['Invalid fields set'] } },
    refuses: [
      [[[]], 'contacts'],
      [[[{ name: 'a', phone: '1' }], { udid: 'u'.repeat(65) }], 'udid'],
    ],
  },
  {
    call: 'addressBook.get',
    args: [{ udid: 'u' }],
    asks: 'GET /address_book?udid=u',
    answer: [{ phone: 1234567890, name: 'Ben' }],
    gives: [{ phone: '1234567890', name: 'Ben' }],
  },
  {
    call: 'addressBook.registered',
    args: [],
    asks: 'GET /address_book/registered_users?compact=1',
    answer: { items: [{ user: { id: 56, phone: '1', address_book_name: 'Ben' } }, { id: '57', phone: null }] },
    gives: [
      { id: 56, phone: '1', addressBookName: 'Ben' },
      { id: 57, phone: null, addressBookName: null },
    ],
  },
  {
    call: 'systemMessages.sendViaRest',
    args: [56, { kind: 'x', deep: { a: 1 } }],
    asks: 'POST /chat/Message/system',
    body: { recipientId: 56, kind: 'x', deep: { a: 1 } },
    answer: { messageId: 'm', recipientId: 56, extensionParams: { deep: {} } },
    gives: 'm',
    refuses: [[[0], 'recipientId']],
  },
]

export const calls: readonly CallCase[] = [...users, ...dialogs, ...messages, ...reactionsAndSearch, ...others]
