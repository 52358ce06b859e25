import type { Fields } from '../json.js'
import type { SandboxUser } from '../options.js'

/** What a user may write about himself (protocol 2.5). */
export type Profile = Fields

export interface User {
  readonly id: number
  login: string | null
  email: string | null
  password: string
  profile: Profile
  isGuest: boolean
  readonly createdAt: number
  updatedAt: number
  /** Epoch ms of the last sign-in or REST call; chat log-outs are kept apart. */
  lastRequestAt: number
  /** Epoch ms of the last chat log-out; nothing when never connected (protocol 3.15). */
  lastSeenAt: number | undefined
}

export interface NewUser {
  readonly id?: number | undefined
  readonly login: string | null
  readonly email: string | null
  readonly password: string
  readonly profile?: Profile
  readonly isGuest?: boolean
}

export interface Users {
  readonly add: (fresh: NewUser) => User
  readonly byId: (id: number) => User | undefined
  readonly byLogin: (login: string) => User | undefined
  readonly byEmail: (email: string) => User | undefined
  readonly remove: (id: number) => void
  readonly all: () => User[]
}

export const createUsers = (known: readonly SandboxUser[], nextId: () => number): Users => {
  const users = new Map<number, User>()
  const find = (matches: (user: User) => boolean): User | undefined => [...users.values()].find(matches)
  const add = (fresh: NewUser): User => {
    let id = fresh.id ?? nextId()
    while (fresh.id === undefined && users.has(id)) id = nextId()
    const now = Date.now()
    const { login, email, password } = fresh
    const times = { createdAt: now, updatedAt: now, lastRequestAt: now, lastSeenAt: undefined }
    const user: User = {
      id,
      login,
      email,
      password,
      profile: fresh.profile ?? {},
      isGuest: fresh.isGuest ?? false,
      ...times,
    }
    users.set(id, user)
    return user
  }
  for (const { id, login, password, fullName } of known) {
    add({ id, login, email: null, password, profile: fullName === undefined ? {} : { full_name: fullName } })
  }
  return {
    add,
    byId: (id) => users.get(id),
    byLogin: (login) => find((user) => user.login === login),
    byEmail: (email) => find((user) => user.email === email),
    remove: (id) => {
      users.delete(id)
    },
    all: () => [...users.values()],
  }
}
