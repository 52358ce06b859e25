import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-ports.js'
import { commandPath, missingServer } from './installed-server.js'
import { prosodyConfig } from './prosody-config.js'
import { launch, orStop, scratchDirectory } from './server-process.js'
import { resolveOptions, type ServerOptions, type XmppServer } from './xmpp-server.js'

const run = promisify(execFile)

/** Debian's Prosody on a free loopback port with the given accounts; takes about 1 s. */
export async function startProsody(options: ServerOptions = {}): Promise<XmppServer> {
  const missing = missingServer('prosody')
  if (missing !== undefined) throw new Error(missing)
  const settings = resolveOptions(options)
  const port = await freePort()
  const directory = scratchDirectory('prosody')
  const config = join(directory, 'prosody.cfg.lua')
  for (const folder of ['data', 'certs']) mkdirSync(join(directory, folder))
  writeFileSync(config, prosodyConfig({ ...settings, port, directory }))

  const endpoint = `127.0.0.1:${String(port)}/xmpp-websocket`
  const isUp = () =>
    fetch(`http://${endpoint}`).then(
      (response) => response.ok,
      () => false,
    )
  // Accounts are files: prosodyctl writes them whether or not the server runs, and overwrites an existing one.
  const register = async (user: string): Promise<void> => {
    const prosodyctl = commandPath('prosodyctl') ?? 'prosodyctl'
    await run(prosodyctl, ['--config', config, 'register', user, settings.domain, settings.password])
  }
  const server = await launch({
    name: 'prosody',
    command: commandPath('prosody') ?? 'prosody',
    args: ['--config', config, '-F'],
    directory,
    logs: ['prosody.log'],
  })
  await orStop(server, async () => {
    await server.until(isUp, 20)
    for (const user of settings.users) await register(user)
  })
  return {
    name: 'prosody',
    url: `ws://${endpoint}`,
    host: '127.0.0.1',
    port,
    domain: settings.domain,
    mucDomain: settings.mucDomain,
    pid: server.pid,
    register,
    assertAlive: server.assertAlive,
    stop: server.stop,
  }
}
