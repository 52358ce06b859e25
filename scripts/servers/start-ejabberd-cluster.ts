import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EjabberdConfig } from './ejabberd-config.js'
import { configure, createEjabberdApi, launchEjabberd, type EjabberdApi } from './ejabberd-node.js'
import { freePorts } from './free-ports.js'
import { missingServer } from './installed-server.js'
import { sendAway } from './send-away.js'
import { scratchDirectory, type EndSignal, type ServerProcess } from './server-process.js'
import { resolveOptions, type ResolvedOptions, type ServerOptions, type XmppServer } from './xmpp-server.js'

/** SIGKILL fails a node, SIGTERM stops it with its clients on it; `graceful`: it sends them away first, and loses nothing. */
export type NodeEnd = EndSignal | 'graceful'

/** One of the two servers of a cluster. */
export interface ClusterNode extends Pick<EjabberdApi, 'call' | 'register'> {
  /** RFC 7395 endpoint, `ws://127.0.0.1:<port>/…`. */
  readonly url: string
  readonly port: number
  readonly isRunning: () => boolean
  /** Ends it and waits until it is gone. */
  readonly end: (how: NodeEnd) => Promise<void>
  /** Starts it where it does not run; resolves when it is a member of the cluster, about 3 s. */
  readonly start: () => Promise<void>
}

/** Two ejabberd nodes that share accounts, sessions, rooms and the archive over Mnesia. */
export interface EjabberdCluster extends Pick<XmppServer, 'domain' | 'mucDomain' | 'register'> {
  readonly nodes: readonly [ClusterNode, ClusterNode]
  /** Ends both, whatever state they are in, and removes their files. */
  readonly stop: () => Promise<void>
}

/** The first boot of a node that has no database yet: takes a copy of every table of the other, then starts ejabberd. */
const joining = (peer: string): string => `
  Peer = '${peer}',
  pong = net_adm:ping(Peer),
  ok = application:set_env(mnesia, extra_db_nodes, [Peer]),
  ok = mnesia:start(),
  ok = mnesia:wait_for_tables([schema], 10000),
  Storage = fun(Table) -> rpc:call(Peer, mnesia, table_info, [Table, storage_type]) end,
  Missing = mnesia:system_info(tables) -- mnesia:system_info(local_tables),
  {atomic, ok} = mnesia:change_table_copy_type(schema, node(), disc_copies),
  [{atomic, ok} = mnesia:change_table_copy_type(Table, Peer, disc_copies)
    || Table <- Missing, Storage(Table) =:= disc_only_copies],
  [{atomic, ok} = mnesia:add_table_copy(Table, node(), Storage(Table)) || Table <- Missing],
  ok = mnesia:wait_for_tables(Missing, 30000),
  ejabberd:start().`

interface NodePlan {
  /** 1 or 2: the last number of its loopback address, and part of its name. */
  readonly number: number
  readonly ports: Pick<EjabberdConfig, 'port' | 'apiPort' | 'c2sPort'> & { readonly distributionPort: number }
  readonly root: string
  readonly settings: ResolvedOptions
}

const nameOf = (number: number): string => `ej${String(number)}@127.0.0.${String(number)}`

// Without the port mapper every node listens on the same port, so each has a loopback address of its own.
const distribution = ({ number, ports }: NodePlan): readonly string[] => [
  ...['-name', nameOf(number), '-start_epmd', 'false', '-erl_epmd_port', String(ports.distributionPort)],
  ...['-kernel', 'inet_dist_use_interface', `{127,0,0,${String(number)}}`],
]

interface StartableNode extends ClusterNode {
  /** Its first boot, as the first of the cluster or by joining the other; resolves when it is one of `members`. */
  readonly boot: (how: { readonly joins?: string; readonly members: number }) => Promise<void>
}

function createNode(plan: NodePlan): StartableNode {
  const { number, ports, root, settings } = plan
  const directory = join(root, `node${String(number)}`)
  mkdirSync(directory)
  const api = createEjabberdApi(ports.apiPort)
  let server: ServerProcess | undefined
  const members = (): Promise<number> =>
    api.call('list_cluster', {}).then(
      (names) => (Array.isArray(names) ? names.length : 0),
      () => 0,
    )
  const config = { ...settings, ...ports, archive: true }
  const boot: StartableNode['boot'] = async ({ joins, members: wanted }) => {
    const start = joins === undefined ? ['-s', 'ejabberd'] : ['-eval', joining(joins)]
    server = await launchEjabberd({ config, directory, home: root, args: [...distribution(plan), ...start] })
    await server.until(async () => (await members()) === wanted, 40)
  }
  const empty = async (): Promise<void> => {
    configure(directory, { ...config, isOpen: false })
    await api.call('reload_config', {})
    await sendAway(api, {
      name: nameOf(number),
      address: `127.0.0.${String(number)}:${String(ports.distributionPort)}`,
      home: root,
    })
  }
  return {
    url: `ws://127.0.0.1:${String(ports.port)}/xmpp`,
    port: ports.port,
    ...api,
    isRunning: () => server !== undefined,
    end: async (how) => {
      const ending = server
      if (how === 'graceful') await empty()
      server = undefined
      await ending?.end(how === 'graceful' ? 'SIGTERM' : how)
    },
    start: async () => {
      if (server === undefined) await boot({ members: 2 })
    },
    boot,
  }
}

/** Two nodes of Debian's ejabberd on free loopback ports, without epmd, with an archive; takes about 5 s. */
export async function startEjabberdCluster(options: ServerOptions = {}): Promise<EjabberdCluster> {
  const missing = missingServer('ejabberd')
  if (missing !== undefined) throw new Error(missing)
  const settings = resolveOptions(options)
  mkdirSync('.cache', { recursive: true })
  const root = scratchDirectory('cluster', resolve('.cache'))
  writeFileSync(join(root, '.erlang.cookie'), randomBytes(16).toString('hex'), { mode: 0o400 })
  const [distributionPort = 0, ...ports] = await freePorts(7)
  const plan = (number: number): NodePlan => {
    const [port = 0, apiPort = 0, c2sPort = 0] = ports.slice(3 * number - 3)
    return { number, ports: { port, apiPort, c2sPort, distributionPort }, root, settings }
  }
  const first = createNode(plan(1))
  const second = createNode(plan(2))
  const register = async (user: string): Promise<void> => {
    await [first, second].find(({ isRunning }) => isRunning())?.register(user, settings)
  }
  const stop = async (): Promise<void> => {
    await Promise.all([first, second].map(({ end }) => end('SIGKILL')))
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await first.boot({ members: 1 })
    await second.boot({ joins: nameOf(1), members: 2 })
    for (const user of settings.users) await register(user)
  } catch (error) {
    await stop()
    throw error
  }
  return { nodes: [first, second], domain: settings.domain, mucDomain: settings.mucDomain, register, stop }
}
