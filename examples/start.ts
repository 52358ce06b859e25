import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { ChatConfig } from '../lib/index.js'
import { startSandbox, type Sandbox } from '../sandbox/src/index.js'
import { buildApp, serveApp } from './demo/app-server.js'
import { people } from './demo/people.js'
import { seed } from './demo/seed.js'
import { sandboxStage } from './tour/sandbox-stage.js'
import { tour } from './tour/tour.js'
import { createTranscript } from './tour/transcript.js'

const portOf = (name: string, text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`--${name}: expected a port number.`)
}

const start = async (port: number): Promise<Sandbox> =>
  startSandbox({ port, users: people }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw taken ? new Error(`Port ${String(port)} is taken: choose another one with \`npm start -- --port N\`.`) : error
  })

/** On a sandbox of its own, so that the app begins tidy. */
const takeTour = async (): Promise<void> => {
  const sandbox = await startSandbox({ users: people })
  const transcript = createTranscript((line) => {
    console.log(line)
  })
  try {
    await tour(await sandboxStage(sandbox, transcript), transcript, { rest: true })
  } finally {
    await sandbox.stop()
  }
}

const configOf = ({ api, websocket, chat, appId, authKey }: Sandbox): ChatConfig => ({
  application: { id: appId, authKey },
  endpoints: { api, websocket, chat },
})

/** `npm start [-- --port 8080 --page-port 3000]`: a sandbox, the tour once, then the app with people to sign in as. */
export const run = async (options: readonly string[]): Promise<void> => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args: [...options], options: { port: text, 'page-port': text } })
  const { port = '8080', 'page-port': pagePort = '3000' } = values
  const sandbox = await start(portOf('port', port))
  try {
    await takeTour()
    console.log(`\nA sandbox runs at ${sandbox.api}`)
    await seed(sandbox)
    await buildApp((step) => {
      console.log(step)
    })
    const app = await serveApp(configOf(sandbox), portOf('page-port', pagePort))
    console.log(`\nNow you: open ${app.url} in two windows and sign in as two of`)
    for (const { login, password } of people) console.log(`  ${login.padEnd(8)} with the password ${password}`)
    console.log('End it with Ctrl+C.')
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    await app.stop()
  } finally {
    await sandbox.stop()
  }
}
