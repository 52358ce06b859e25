import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface InstalledFixture {
  readonly folder: string
  /** Runs what a user types there; gives what it prints. What went wrong is in the error. */
  readonly run: (command: string, ...args: readonly string[]) => string
  readonly remove: () => void
}

/** Nothing of the test runner and of its npm in the environment. */
const runIn = (cwd: string, command: string, args: readonly string[]): string => {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, CI: '1', FORCE_COLOR: '0' }
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe', timeout: 240_000 })
}

const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']

/** Copies a project of `spec/package`, installs what its lock says, then the packed package as a user would. */
export const installFixture = (name: string): InstalledFixture => {
  const folder = mkdtempSync(join(tmpdir(), `connectycube-rx-${name}-`))
  cpSync(join('spec/package', name), folder, { recursive: true })
  runIn(folder, 'npm', ['ci', ...quiet])
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]
  const tarball = runIn('.', 'npm', pack).trim()
  runIn(folder, 'npm', ['install', '--no-save', ...quiet, `./${tarball}`])
  return {
    folder,
    run: (command, ...args) => runIn(folder, command, args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
