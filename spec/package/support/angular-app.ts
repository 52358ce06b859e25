import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveFolder, type ServedFolder } from './serve-folder.js'

export const builds = ['zoneless', 'zone'] as const
export type Build = (typeof builds)[number]

export interface AngularApp {
  /** Builds for production; gives everything the CLI had to say. */
  readonly build: (build: Build) => string
  /** Renders the app once, as a server would; gives the page, the ms it took, and the ms until the process was gone. */
  readonly render: (build: Build) => { readonly html: string; readonly ms: number; readonly untilExit: number }
  /** Serves the app to browsers. */
  readonly serve: (build: Build) => Promise<ServedFolder>
  readonly remove: () => void
}

const root = process.cwd()

/** What a user types: nothing of the test runner and of its npm in the environment. */
const run = (folder: string, command: string, args: readonly string[]): string => {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, CI: '1', FORCE_COLOR: '0' }
  return execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 240_000,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const rendering = `
  const [, server] = process.argv
  const { reqHandler } = await import(server)
  const from = performance.now()
  const html = await (await reqHandler(new Request('http://localhost/'))).text()
  process.stdout.write(JSON.stringify({ html, ms: performance.now() - from }))`

/** Copies the app of `spec/package/angular-app`, installs what its lock says, then the packed package as a user would. */
export const installAngularApp = (): AngularApp => {
  const folder = mkdtempSync(join(tmpdir(), 'connectycube-rx-angular-'))
  cpSync(join(root, 'spec/package/angular-app'), folder, { recursive: true })
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']
  run(folder, 'npm', ['ci', ...quiet])
  const tarball = run(root, 'npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]).trim()
  run(folder, 'npm', ['install', '--no-save', ...quiet, `./${tarball}`])

  return {
    build: (build) => run(folder, 'node', ['node_modules/@angular/cli/bin/ng.js', 'build', '--configuration', build]),
    render: (build) => {
      const from = performance.now()
      const server = join(folder, 'dist', build, 'server/server.mjs')
      const printed = run(folder, 'node', ['--input-type=module', '--eval', rendering, server])
      return { ...(JSON.parse(printed) as { html: string; ms: number }), untilExit: performance.now() - from }
    },
    serve: (build) => serveFolder(join(folder, 'dist', build, 'browser'), 'index.csr.html'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
