import { createIds, type Ids } from '../ids.js'
import type { SandboxUser, Settings } from '../options.js'
import { openJournal } from './journal.js'
import { DIALOG, type Dialog, type Message, type RestSession, type User } from './rows.js'
import { createTables, pairKey, type Tables } from './tables.js'

type NewUser = Pick<User, 'login' | 'email' | 'password'> & Partial<User>
type NewDialog = Pick<Dialog, 'ownerId' | 'type' | 'occupantIds'> & Partial<Dialog>

/** All state of one sandbox. */
export interface Store extends Tables {
  readonly ids: Ids
  readonly addUser: (fresh: NewUser) => User
  readonly addDialog: (fresh: NewDialog) => Dialog
  readonly openSession: (userId: number | null) => RestSession
  /** A live session by token; expired ones are unknown (protocol 1.9). */
  readonly sessionOf: (token: string | undefined) => RestSession | undefined
  readonly closeSessions: (matches: (session: RestSession) => boolean) => void
  /** The private dialog of a pair, made on the first message (protocol 4.2). */
  readonly privateDialog: (one: number, other: number) => Dialog
  /** The messages of a dialog that the user has not deleted for herself, in order of arrival. */
  readonly visible: (dialogId: string, userId: number) => Message[]
  /** Keeps a message once and brings its dialog up to date (protocol 4.10); false when the id is known already. */
  readonly keep: (message: Message) => boolean
  /** Password of the user, or a live session token of hers (protocol 2.3). */
  readonly mayChat: (userId: number, credential: string) => User | undefined
  /** What was changed is on the disk afterwards. */
  readonly flush: () => void
  readonly close: () => void
}

const EMPTY_DIALOG = { settings: {}, adminIds: [], pinnedIds: [], hiddenFor: [], mutedBy: [], blockedIds: [] }

type Basics = Pick<Store, 'addUser' | 'addDialog' | 'openSession' | 'sessionOf'>

const createBasics = ({ users, dialogs, sessions }: Tables, ids: Ids, ttlMs: number): Basics => ({
  addUser: (fresh) => {
    let id = fresh.id ?? ids.integer()
    while (fresh.id === undefined && users.byId(id) !== undefined) id = ids.integer()
    const now = Date.now()
    const times = { createdAt: now, updatedAt: now, lastRequestAt: now, lastSeenAt: null }
    return users.put({ id, profile: {}, isGuest: false, ...times, ...fresh })
  },
  addDialog: (fresh) => {
    const now = Date.now()
    return dialogs.put({ id: ids.objectId(), ...EMPTY_DIALOG, createdAt: now, updatedAt: now, ...fresh })
  },
  openSession: (userId) => {
    const now = Date.now()
    return sessions.put({ id: ids.token(), number: ids.integer(), userId, createdAt: now, expiresAt: now + ttlMs })
  },
  sessionOf: (token) => {
    const session = sessions.byId(token)
    return session !== undefined && session.expiresAt > Date.now() ? session : undefined
  },
})

export const createStore = (settings: Settings, known: readonly SandboxUser[]): Store => {
  const journal = openJournal(settings.data)
  const ids = createIds(journal.highestId)
  const tables = createTables(journal)
  const { users, sessions, dialogs, messages } = tables
  const basics = createBasics(tables, ids, settings.tokenTtlMs)
  for (const { fullName, ...user } of known) {
    if (users.byId(user.id) !== undefined || users.all().some(({ login }) => login === user.login)) continue
    basics.addUser({ ...user, email: null, profile: fullName === undefined ? {} : { full_name: fullName } })
  }
  return {
    ...tables,
    ...basics,
    ids,
    closeSessions: (matches) => {
      for (const session of sessions.all()) if (matches(session)) sessions.remove(session.id)
    },
    privateDialog: (one, other) =>
      dialogs.of(pairKey(one, other))[0] ??
      basics.addDialog({ ownerId: one, type: DIALOG.private, occupantIds: [one, other] }),
    visible: (dialogId, userId) => messages.of(dialogId).filter(({ deletedFor }) => !deletedFor.includes(userId)),
    keep: (message) => {
      const dialog = dialogs.byId(message.dialogId)
      if (dialog === undefined || messages.byId(message.id) !== undefined) return false
      messages.put(message)
      dialogs.patch(dialog, { updatedAt: Date.now(), hiddenFor: [] })
      return true
    },
    mayChat: (userId, credential) => {
      const user = users.byId(userId)
      const byPassword = user?.isGuest === false && user.password === credential
      return byPassword || basics.sessionOf(credential)?.userId === userId ? user : undefined
    },
    flush: journal.flush,
    close: journal.close,
  }
}
