import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { DemoSettings } from './settings.js'

export interface PageServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

const folder = resolve('examples/two-people')

/** The page runs what is published: the built package stands in for its source. */
const builtPackage: Plugin = {
  name: 'built-package',
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/lib\/index\.js$/ }, () => ({ path: resolve('dist/index.mjs') }))
  },
}

const bundle = async ({ api, websocket, chat, appId, authKey, people }: DemoSettings): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${folder}/main.ts`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    define: { demoSettings: JSON.stringify({ api, websocket, chat, appId, authKey, people }) },
    plugins: [builtPackage],
  })
  return outputFiles.map(({ text }) => text).join('')
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', done)
  })

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** Bundles the page and serves it on `port`, or on a free one when that is taken. */
export const servePage = async (settings: DemoSettings, port: number): Promise<PageServer> => {
  const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
    '/': ['text/html', await readFile(`${folder}/index.html`, 'utf8')],
    '/style.css': ['text/css', await readFile(`${folder}/style.css`, 'utf8')],
    '/main.js': ['text/javascript', await bundle(settings)],
  }
  const server = createServer(({ url = '/' }, response) => {
    const [type, content] = files[new URL(url, 'http://page').pathname] ?? []
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': `${type ?? 'text/plain'}; charset=utf-8` })
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
