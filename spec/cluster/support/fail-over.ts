import { concat, defer, filter, ignoreElements, map, skipWhile, take, timer, type Observable } from 'rxjs'
import type { ClusterNode, EjabberdCluster, NodeEnd } from '../../../scripts/servers/start-ejabberd-cluster.js'
import type { ChatConfig } from '../../../lib/index.js'
import type { Talker } from '../../support/delivery.js'
import { talker } from '../../support/talkers.js'
import { bodyOf, type Course } from './converse.js'
import { readArchive } from './read-archive.js'

const password = 'passw0rd-of-all'

/** Connects a new user to the first of some addresses. */
export const memberAt = async (
  { register, domain }: EjabberdCluster,
  websocket: readonly string[],
  userId: number,
  config: Partial<ChatConfig> = {},
): Promise<Talker> => {
  await register(`${String(userId)}-1`)
  const endpoints = { api: 'http://127.0.0.1:9', websocket, chat: domain }
  return talker({ websocket: '', chat: domain }, userId, password, { endpoints, ...config })
}

/** Ends a node and starts it again 3 s later. Cold; completes when it is back. */
export const failing = (node: ClusterNode, how: NodeEnd): Observable<never> =>
  concat(
    defer(() => node.end(how)),
    timer(3000),
    defer(() => node.start()),
  ).pipe(ignoreElements())

/** ms from now until a talker who is `ready` has lost that and is `ready` again. */
export const readyAgain = ({ chat }: Talker): Observable<number> =>
  defer(() => {
    const since = Date.now()
    return chat.connection.state$.pipe(
      skipWhile(({ type }) => type === 'ready'),
      filter(({ type }) => type === 'ready'),
      take(1),
      map(() => Date.now() - since),
    )
  })

/** Those that did not come out at the other side. */
export interface Missing {
  /** Read back from the archive: his own, or that of the room. */
  readonly archived: readonly number[]
  /** Neither came nor can be read by him. */
  readonly lost: readonly number[]
}

/** Looks for what is missing in the archive, by the node that always ran. */
export const missingOf = async (
  { from: author, to, sent, received }: Course,
  { nodes, domain, mucDomain }: EjabberdCluster,
  dialogId?: string,
): Promise<Missing> => {
  const user = `${String(to.userId)}-1`
  const room = dialogId === undefined ? {} : { room: `1_${dialogId}@${mucDomain}` }
  const archive = new Set(await readArchive({ url: nodes[1].url, domain, user, password, ...room }))
  const missing = sent.filter((number) => !received.includes(number))
  const isArchived = (number: number): boolean => archive.has(bodyOf(author, number))
  return { archived: missing.filter(isArchived), lost: missing.filter((number) => !isArchived(number)) }
}
