import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ejabberdConfig, type EjabberdConfig } from './ejabberd-config.js'
import { commandPath } from './installed-server.js'
import { launch, type ServerProcess } from './server-process.js'
import type { ResolvedOptions } from './xmpp-server.js'

export interface EjabberdLaunch {
  readonly config: EjabberdConfig
  readonly directory: string
  /** Where Erlang looks for its cookie; default: the directory. */
  readonly home?: string
  /** What `erl` is told beside where its database is; default: to start ejabberd. */
  readonly args?: readonly string[]
}

// Debian keeps ejabberd's Erlang libraries outside erl's own tree; its control script knows where.
function erlangLibraries(): string {
  const script = readFileSync(commandPath('ejabberdctl') ?? '', 'utf8')
  return process.env['ERL_LIBS'] ?? /^ERL_LIBS='(.*)'/m.exec(script)?.[1] ?? ''
}

/** Writes `ejabberd.yml`; a node that runs follows it with `reload_config`. */
export const configure = (directory: string, config: EjabberdConfig): void => {
  writeFileSync(join(directory, 'ejabberd.yml'), ejabberdConfig(config))
}

/** Starts ejabberd by `erl` itself: ejabberdctl would insist on its own system user and on a port mapper daemon. */
export function launchEjabberd({
  config,
  directory,
  home = directory,
  args = [],
}: EjabberdLaunch): Promise<ServerProcess> {
  const database = join(directory, 'database')
  mkdirSync(database, { recursive: true })
  configure(directory, config)
  const start = args.length === 0 ? ['-s', 'ejabberd'] : args
  return launch({
    name: 'ejabberd',
    command: commandPath('erl') ?? 'erl',
    args: ['+K', 'true', '-noinput', '-mnesia', 'dir', `"${database}"`, ...start],
    directory,
    env: {
      ERL_LIBS: erlangLibraries(),
      EJABBERD_CONFIG_PATH: join(directory, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(directory, 'ejabberd.log'),
      ERL_CRASH_DUMP: join(directory, 'erl_crash.dump'),
      HOME: home,
    },
    logs: ['ejabberd.log'],
  })
}

/** ejabberd's HTTP API. */
export interface EjabberdApi {
  readonly isUp: () => Promise<boolean>
  /** One command, e.g. `call('kick_session', {user, host, resource, reason})`. */
  readonly call: (command: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>
  readonly register: (user: string, options: ResolvedOptions) => Promise<void>
}

export function createEjabberdApi(port: number): EjabberdApi {
  const post = (command: string, parameters: Readonly<Record<string, unknown>>) =>
    fetch(`http://127.0.0.1:${String(port)}/api/${command}`, { method: 'POST', body: JSON.stringify(parameters) })
  return {
    isUp: () =>
      post('status', {}).then(
        (response) => response.ok,
        () => false,
      ),
    call: async (command, parameters) => {
      const response = await post(command, parameters)
      const body: unknown = await response.json()
      if (!response.ok) throw new Error(`ejabberd ${command}: ${String(response.status)} ${JSON.stringify(body)}`)
      return body
    },
    register: async (user, { domain, password }) => {
      const response = await post('register', { user, host: domain, password })
      if (!response.ok && response.status !== 409) {
        throw new Error(`ejabberd does not register ${user}: ${String(response.status)} ${await response.text()}`)
      }
    },
  }
}

/** Registers the accounts of the options once the server is up. */
export async function whenUp(server: ServerProcess, api: EjabberdApi, settings: ResolvedOptions): Promise<void> {
  await server.until(api.isUp, 30)
  for (const user of settings.users) await api.register(user, settings)
}
