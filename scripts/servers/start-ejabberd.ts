import { createEjabberdApi, launchEjabberd, whenUp, type EjabberdApi } from './ejabberd-node.js'
import { freePorts } from './free-ports.js'
import { missingServer } from './installed-server.js'
import { orStop, scratchDirectory } from './server-process.js'
import { resolveOptions, type ServerOptions, type XmppServer } from './xmpp-server.js'

export interface EjabberdServer extends XmppServer, Pick<EjabberdApi, 'call'> {}

// As it comes, the archive lies on disc only, where each message takes longer than the one before.
const archiveInMemory = ['-eval', 'mnesia:change_table_copy_type(archive_msg, node(), ram_copies).']

/** Debian's ejabberd on a free loopback port with the given accounts; takes about 3 s. */
export async function startEjabberd(options: ServerOptions = {}): Promise<EjabberdServer> {
  const missing = missingServer('ejabberd')
  if (missing !== undefined) throw new Error(missing)
  const settings = resolveOptions(options)
  const [port = 0, apiPort = 0, c2sPort = 0] = await freePorts(3)
  const api = createEjabberdApi(apiPort)
  const directory = scratchDirectory('ejabberd')
  const args = settings.archive ? ['-s', 'ejabberd', ...archiveInMemory] : []
  const server = await launchEjabberd({ config: { ...settings, port, apiPort, c2sPort }, directory, args })
  await orStop(server, () => whenUp(server, api, settings))
  return {
    name: 'ejabberd',
    url: `ws://127.0.0.1:${String(port)}/xmpp`,
    host: '127.0.0.1',
    port,
    domain: settings.domain,
    mucDomain: settings.mucDomain,
    pid: server.pid,
    register: (user) => api.register(user, settings),
    call: api.call,
    assertAlive: server.assertAlive,
    stop: server.stop,
  }
}
