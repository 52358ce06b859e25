import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/src/index.js'
import { field, restLogin, restOf, type Rest } from './rest-client.js'

const ROLES = ['owner', 'admin', 'member', 'stranger'] as const
export type Role = (typeof ROLES)[number]
export const idOf = (role: Role): number => ROLES.indexOf(role) + 1

export const TYPES = { broadcast: 1, group: 2, private: 3, public: 4 } as const
export type DialogName = keyof typeof TYPES

export const based = (message: string) => ({ errors: { base: [message] } })
export const roleBody = based("You don't have appropriate permissions to perform this operation")
export const notFoundBody = { errors: ["The resource wasn't found"] }
export const expiredBody = based('Required session does not exist')

export interface Stage {
  readonly sandbox: () => Sandbox
  readonly as: (role: Role) => Rest
  readonly token: (role: Role) => string
  readonly anonymous: () => Rest
  /** A fresh dialog with its owner, an admin and a member; in a private one the admin is the opponent. */
  readonly dialog: (type: DialogName) => Promise<string>
  readonly message: (dialogId: string, from: Role, more?: object) => Promise<string>
}

/** One sandbox for the specs of a file, with one user for each role. */
export const setUpStage = (options: SandboxOptions = {}): Stage => {
  const users = ROLES.map((login) => ({
    id: idOf(login),
    login,
    password: 'passw0rd-of-all',
    fullName: login.toUpperCase(),
  }))
  const signedIn = new Map<Role, { readonly rest: Rest; readonly token: string }>()
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ users, ...options })
    for (const role of ROLES) signedIn.set(role, await restLogin(sandbox, role))
  })
  afterEach(() => sandbox.faults.reset())
  afterAll(() => sandbox.stop())
  const of = (role: Role) => {
    const found = signedIn.get(role)
    if (found === undefined) throw new Error(`${role} is not signed in`)
    return found
  }
  const as = (role: Role): Rest => of(role).rest
  const made = async (type: DialogName): Promise<string> => {
    if (type === 'broadcast') {
      const answer = await restOf(sandbox)('POST', '/__test/broadcasts', { user_id: 1, name: 'news' })
      return String(field(answer.body, '_id'))
    }
    const body = { type: TYPES[type], name: type, occupants_ids: type === 'private' ? [2] : [2, 3] }
    return String(field((await as('owner')('POST', '/chat/Dialog', body)).body, '_id'))
  }
  return {
    sandbox: () => sandbox,
    as,
    token: (role) => of(role).token,
    anonymous: () => restOf(sandbox),
    dialog: async (type) => {
      const id = await made(type)
      if (type === 'private') return id
      if (type === 'public')
        for (const role of ['admin', 'member'] as const) await as(role)('POST', `/chat/Dialog/${id}/subscribe`)
      await as('owner')('PUT', `/chat/Dialog/${id}/admins`, { push_all: { admins_ids: [2] } })
      return id
    },
    message: async (dialogId, from, more = {}) => {
      const answer = await as(from)('POST', '/chat/Message', {
        chat_dialog_id: dialogId,
        message: 'hello there',
        ...more,
      })
      return String(field(answer.body, '_id'))
    },
  }
}
