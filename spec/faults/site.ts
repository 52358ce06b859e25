import { firstValueFrom } from 'rxjs'
import { startSandbox, type ResumeMode } from '../../sandbox/src/index.js'
import type { XmppServer } from '../../scripts/servers/xmpp-server.js'
import { chatAgainst } from '../support/talkers.js'

/** Where two meet for one run, as users of their own; the password is `x`. */
export interface Site {
  readonly users: readonly [number, number]
  readonly host: string
  readonly port: number
  /** The WebSocket URL without its origin. */
  readonly path: string
  /** The XMPP domain. */
  readonly chat: string
  /** Where there is REST: its URL, and a group of the two. Login names are `user` and the id. */
  readonly rest?: { readonly api: string; readonly groupId: string }
  readonly close: () => Promise<unknown>
}

/** Opens one more site. */
export type OpenSite = () => Promise<Site>

export const loginOf = (userId: number): string => `user${String(userId)}`

/** A sandbox of its own. */
export const sandboxSite =
  (mode: ResumeMode): OpenSite =>
  async () => {
    const users = [1, 2] as const
    const known = users.map((id) => ({ id, login: loginOf(id), password: 'passw0rd-of-all' }))
    const sandbox = await startSandbox({ users: known, resume: { mode } })
    const { hostname: host, port, pathname: path } = new URL(sandbox.websocket)
    const { session, dialogs, destroy } = chatAgainst(sandbox)
    await firstValueFrom(session.create({ login: loginOf(users[0]), password: 'passw0rd-of-all' }))
    await firstValueFrom(dialogs.create({ type: 'private', occupantIds: [users[1]] }))
    const group = await firstValueFrom(dialogs.create({ type: 'group', name: 'both', occupantIds: [users[1]] }))
    destroy()
    const rest = { api: sandbox.api, groupId: group.dialogId }
    return { users, host, port: Number(port), path, chat: sandbox.chat, rest, close: sandbox.stop }
  }

/** Two new users of a server that runs. */
export const serverSite = (server: () => XmppServer): OpenSite => {
  let registered = 0
  return async () => {
    const { host, port, url, domain: chat, register } = server()
    const users = [(registered += 1), (registered += 1)] as const
    for (const user of users) await register(`${String(user)}-1`)
    return { users, host, port, path: new URL(url).pathname, chat, close: () => Promise.resolve() }
  }
}
