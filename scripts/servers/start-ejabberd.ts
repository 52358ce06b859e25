import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ejabberdConfig } from './ejabberd-config.js'
import { freePorts } from './free-ports.js'
import { commandPath, missingServer } from './installed-server.js'
import { launch, orStop, scratchDirectory, type ServerProcess } from './server-process.js'
import { type ResolvedOptions, resolveOptions, type ServerOptions, type XmppServer } from './xmpp-server.js'

export interface EjabberdServer extends XmppServer {
  /** One command of ejabberd's HTTP API, e.g. `call('kick_session', {user, host, resource, reason})`. */
  readonly call: (command: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>
}

// Debian keeps ejabberd's Erlang libraries outside erl's own tree; its control script knows where.
function erlangLibraries(): string {
  const script = readFileSync(commandPath('ejabberdctl') ?? '', 'utf8')
  return process.env['ERL_LIBS'] ?? /^ERL_LIBS='(.*)'/m.exec(script)?.[1] ?? ''
}

// erl without a node name: ejabberdctl would insist on its own system user and on a port mapper daemon.
function launchErlang(directory: string): Promise<ServerProcess> {
  const database = join(directory, 'database')
  mkdirSync(database)
  return launch({
    name: 'ejabberd',
    command: commandPath('erl') ?? 'erl',
    args: ['+K', 'true', '-noinput', '-mnesia', 'dir', `"${database}"`, '-s', 'ejabberd'],
    directory,
    env: {
      ERL_LIBS: erlangLibraries(),
      EJABBERD_CONFIG_PATH: join(directory, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(directory, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(directory, 'erl_crash.dump'),
      HOME: directory,
    },
    logs: ['ejabberd.log'],
  })
}

function createApi(port: number) {
  const post = (command: string, parameters: Readonly<Record<string, unknown>>) =>
    fetch(`http://127.0.0.1:${String(port)}/api/${command}`, { method: 'POST', body: JSON.stringify(parameters) })
  return {
    isUp: () =>
      post('status', {}).then(
        (response) => response.ok,
        () => false,
      ),
    call: async (command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> => {
      const response = await post(command, parameters)
      const body: unknown = await response.json()
      if (!response.ok) throw new Error(`ejabberd ${command}: ${String(response.status)} ${JSON.stringify(body)}`)
      return body
    },
    register: async (user: string, { domain, password }: ResolvedOptions): Promise<void> => {
      const response = await post('register', { user, host: domain, password })
      if (!response.ok && response.status !== 409) {
        throw new Error(`ejabberd does not register ${user}: ${String(response.status)} ${await response.text()}`)
      }
    },
  }
}

/** Debian's ejabberd on a free loopback port with the given accounts; takes about 3 s. */
export async function startEjabberd(options: ServerOptions = {}): Promise<EjabberdServer> {
  const missing = missingServer('ejabberd')
  if (missing !== undefined) throw new Error(missing)
  const settings = resolveOptions(options)
  const [port = 0, c2sPort = 0] = await freePorts(2)
  const directory = scratchDirectory('ejabberd')
  writeFileSync(join(directory, 'ejabberd.yml'), ejabberdConfig({ ...settings, port, c2sPort }))
  const api = createApi(port)
  const server = await launchErlang(directory)
  const register = (user: string) => api.register(user, settings)
  await orStop(server, async () => {
    await server.until(api.isUp, 30)
    for (const user of settings.users) await register(user)
  })
  return {
    name: 'ejabberd',
    url: `ws://127.0.0.1:${String(port)}/xmpp`,
    host: '127.0.0.1',
    port,
    domain: settings.domain,
    mucDomain: settings.mucDomain,
    pid: server.pid,
    register,
    call: api.call,
    assertAlive: server.assertAlive,
    stop: server.stop,
  }
}
