import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { startSandbox, type Sandbox } from '../sandbox/src/index.js'
import { people, sandboxStage } from './tour/sandbox-stage.js'
import { tour } from './tour/tour.js'
import { createTranscript } from './tour/transcript.js'
import { servePage } from './two-people/serve.js'

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

const tourOf = async (sandbox: Sandbox): Promise<void> => {
  const transcript = createTranscript((line) => {
    console.log(line)
  })
  await tour(await sandboxStage(sandbox, transcript), transcript, { rest: true })
}

/** `npm start [-- --port 8080 --page-port 3000]`: a sandbox, the tour once, then a page for two people. */
export const run = async (options: readonly string[]): Promise<void> => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args: [...options], options: { port: text, 'page-port': text } })
  const { port = '8080', 'page-port': pagePort = '3000' } = values
  const sandbox = await start(portOf('port', port))
  try {
    console.log(`A sandbox runs at ${sandbox.api}`)
    await tourOf(sandbox)
    const page = await servePage({ ...sandbox, people }, portOf('page-port', pagePort))
    console.log(`\nNow you: open ${page.url}, and end it with Ctrl+C.`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    await page.stop()
  } finally {
    await sandbox.stop()
  }
}
