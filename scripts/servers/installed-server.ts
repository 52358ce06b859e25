import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The full path of a command, `/usr/sbin` included: ejabberd's own is there, and not in everybody's PATH. */
export function commandPath(command: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return directories
    .map((directory) => join(directory, command))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const needs = {
  ejabberd: () => ['erl', 'erl_call', 'ejabberdctl'].every((command) => commandPath(command) !== undefined),
  prosody: () =>
    commandPath('prosody') !== undefined &&
    commandPath('prosodyctl') !== undefined &&
    existsSync('/usr/lib/prosody/modules/mod_privacy_lists'),
}

const packages = { ejabberd: 'ejabberd', prosody: 'prosody prosody-modules' }

/** Undefined when the server can be started, else one line that says what to install. */
export function missingServer(server: 'ejabberd' | 'prosody'): string | undefined {
  if (needs[server]()) return undefined
  return `${server} is not installed (Debian: apt-get install --no-install-recommends ${packages[server]})`
}
