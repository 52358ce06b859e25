import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EjabberdApi } from './ejabberd-node.js'
import { commandPath } from './installed-server.js'

/** Where a node listens to other nodes, and what lets in. */
export interface NodeAccess {
  readonly name: string
  /** `127.0.0.1:5210` */
  readonly address: string
  /** Where the cookie is. */
  readonly home: string
}

/** Not the sessions: one whose link is gone waits for its client, with all that comes for it, and moves with it. */
const closeLinks = '[ejabberd_c2s:close(element(2, element(2, S))) || S <- ejabberd_sm:dirty_get_my_sessions_list()].\n'

/** ms in which clients have to be back at another node; who is not is asleep or gone. */
const patience = 10_000

const evaluate = async ({ address, home }: NodeAccess, expression: string): Promise<void> => {
  const call = spawn(commandPath('erl_call') ?? 'erl_call', ['-address', address, '-e'], {
    env: { HOME: home },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  call.stdin.end(expression)
  await once(call, 'exit')
  if (call.exitCode !== 0) throw new Error(`erl_call: exit ${String(call.exitCode)}`)
}

/** How many sessions are on a node, those that wait for their client included. */
const sessionsAt = async ({ call }: EjabberdApi, name: string): Promise<number> => {
  const all = await call('connected_users_info', {})
  if (!Array.isArray(all)) throw new Error('ejabberd does not tell who is connected')
  return all.filter(({ node }: { readonly node: string }) => node === name).length
}

/** Closes the links of a node that lets nobody in any more; resolves when its sessions are at the other nodes, after 10 s in any case. */
export async function sendAway(api: EjabberdApi, node: NodeAccess): Promise<void> {
  const since = Date.now()
  await evaluate(node, closeLinks)
  while ((await sessionsAt(api, node.name)) > 0 && Date.now() - since < patience) await sleep(50)
}
