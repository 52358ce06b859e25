import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

export interface ServedFolder {
  readonly url: string
  readonly stop: () => void
}

/** Serves the files of a folder to browsers. */
export const serveFolder = async (folder: string, index: string): Promise<ServedFolder> => {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1')
    const file = join(folder, pathname === '/' ? index : pathname)
    if (!existsSync(file)) return response.writeHead(404).end()
    const type = file.endsWith('.js') ? 'text/javascript' : 'text/html'
    return response.setHeader('content-type', type).end(readFileSync(file))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${String(port)}/`, stop }
}
