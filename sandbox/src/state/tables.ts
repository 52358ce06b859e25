import type { Journal } from './journal.js'
import { DIALOG } from './rows.js'
import type * as Row from './rows.js'
import { createTable, type Table } from './table.js'

/** Private dialogs are grouped by their pair. */
export const pairKey = (one = 0, other = 0): string => `${Math.min(one, other)}-${Math.max(one, other)}`

export interface Tables {
  readonly users: Table<number, Row.User>
  readonly sessions: Table<string, Row.RestSession>
  readonly dialogs: Table<string, Row.Dialog>
  /** By dialog. */
  readonly messages: Table<string, Row.Message>
  /** By uid. */
  readonly blobs: Table<number, Row.Blob>
  readonly contents: Table<string, Row.Content>
  /** By user. */
  readonly subscriptions: Table<number, Row.Subscription>
  /** By book. */
  readonly contacts: Table<string, Row.Contact>
  readonly privacy: Table<number, Row.PrivacyLists>
  /** By user. */
  readonly roster: Table<string, Row.RosterItem>
  /** By user. */
  readonly waiting: Table<number, Row.Waiting>
}

/** Everything that is kept. */
export const createTables = (journal: Journal): Tables => ({
  users: createTable('users', journal),
  sessions: createTable('sessions', journal),
  dialogs: createTable('dialogs', journal, ({ type, occupantIds: [one, other] }) =>
    type === DIALOG.private ? pairKey(one, other) : '',
  ),
  messages: createTable('messages', journal, ({ dialogId }) => dialogId),
  blobs: createTable('blobs', journal, ({ uid }) => uid),
  contents: createTable('contents', journal),
  subscriptions: createTable('subscriptions', journal, ({ userId }) => userId),
  contacts: createTable('contacts', journal, ({ book }) => book),
  privacy: createTable('privacy', journal),
  roster: createTable('roster', journal, ({ userId }) => userId),
  waiting: createTable('waiting', journal, ({ userId }) => userId),
})
