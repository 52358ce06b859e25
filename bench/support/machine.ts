import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

const versionOf = (name: string): string => {
  const file: unknown = JSON.parse(
    readFileSync(name === '' ? 'package.json' : `node_modules/${name}/package.json`, 'utf8'),
  )
  return typeof file === 'object' && file !== null && 'version' in file ? String(file.version) : 'unknown'
}

const peers = ['connectycube', 'stanza', 'strophe.js', '@xmpp/client', 'rxjs', 'ws']

/** Where, with what and when something was measured. */
export interface Surroundings {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly versions: Readonly<Record<string, string>>
}

export const surroundings = (): Surroundings => ({
  date: new Date().toISOString().slice(0, 10),
  machine: `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  node: process.versions.node,
  versions: Object.fromEntries(['', ...peers].map((name) => [name === '' ? 'connectycube-rx' : name, versionOf(name)])),
})
