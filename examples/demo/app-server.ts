import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, resolve } from 'node:path'
import type { ChatConfig } from '../../lib/index.js'

export interface AppServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

const folder = resolve('examples/angular-chat')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

const runIn = async (command: string, options: readonly string[]): Promise<void> => {
  const child = spawn(command, options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as unknown[]
  if (code !== 0) throw new Error(`“${[command, ...options].join(' ')}” failed in examples/angular-chat.`)
}

/** Builds the app for production, and installs what it is built with when that is missing. */
export const buildApp = async (say: (text: string) => void): Promise<void> => {
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    say('Installing Angular for the app, once; this may take a minute …')
    await runIn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  }
  say('Building the app …')
  // What was installed is a copy, as it is for everybody: it may be of an older build.
  for (const part of ['dist', 'package.json']) {
    await cp(part, join(folder, 'node_modules/connectycube-rx', part), { recursive: true })
  }
  await runIn(process.execPath, ['node_modules/@angular/cli/bin/ng.js', 'build'])
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', done)
  })

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** Serves the built app on `port`, or on a free one when that is taken, and tells it where the servers are. */
export const serveApp = async (config: ChatConfig, port: number): Promise<AppServer> => {
  const dist = join(folder, 'dist')
  const names = (await readdir(dist, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name)
  const files = new Map<string, Buffer | string>([['/config.json', JSON.stringify(config)]])
  for (const name of names) files.set(`/${name}`, await readFile(join(dist, name)))
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://app')
    const path = pathname === '/' ? '/index.html' : pathname
    const content = files.get(path)
    const type = `${types[extname(path)] ?? 'text/plain'}; charset=utf-8`
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' })
    response.end(content)
  })
  await listen(server, port).catch((error: unknown) => {
    if (!isTaken(error)) throw error
    return listen(server, 0)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  const stop = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => {
        done()
      })
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${String(actual)}`, stop }
}
