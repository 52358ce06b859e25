import { createIds, type Ids } from '../ids.js'
import type { SandboxUser, Settings } from '../options.js'
import { createDialogs, DIALOG, type Dialog, type Dialogs } from './dialogs.js'
import { createMessages, type Message, type Messages } from './messages.js'
import { createRestSessions, type RestSessions } from './rest-sessions.js'
import { createUsers, type User, type Users } from './users.js'

/** All state of one sandbox. */
export interface Store {
  readonly ids: Ids
  readonly users: Users
  readonly sessions: RestSessions
  readonly dialogs: Dialogs
  readonly messages: Messages
  /** The private dialog of a pair, made on the first message (protocol 4.2). */
  readonly privateDialog: (one: number, other: number) => Dialog
  /** Keeps a message once and brings its dialog up to date (protocol 4.10); false when the id is known already. */
  readonly keep: (message: Message, dialog: Dialog) => boolean
  /** Password of the user, or a live session token of hers (protocol 2.3). */
  readonly mayChat: (userId: number, credential: string) => User | undefined
}

export const createStore = (settings: Settings, known: readonly SandboxUser[]): Store => {
  const ids = createIds()
  const users = createUsers(known, ids.integer)
  const sessions = createRestSessions(settings.tokenTtlMs, ids)
  const dialogs = createDialogs()
  const messages = createMessages()
  return {
    ids,
    users,
    sessions,
    dialogs,
    messages,
    privateDialog: (one, other) =>
      dialogs.privateOf(one, other) ??
      dialogs.add({ id: ids.objectId(), ownerId: one, type: DIALOG.private, occupantIds: [one, other] }),
    keep: (message, dialog) => {
      if (messages.byId(message.id) !== undefined) return false
      messages.add(message)
      dialog.updatedAt = Date.now()
      dialog.hiddenFor.clear()
      return true
    },
    mayChat: (userId, credential) => {
      const user = users.byId(userId)
      if (user === undefined) return undefined
      if (!user.isGuest && user.password === credential) return user
      return sessions.find(credential)?.userId === userId ? user : undefined
    },
  }
}
