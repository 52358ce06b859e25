#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startSandbox } from './start-sandbox.js'

/** `--port N` (default 0: any free port), `--host NAME`, `--data FILE`; one JSON line when ready. */
const run = async (): Promise<void> => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { port: text, host: text, data: text } })
  const { port = '0', ...options } = values
  const sandbox = await startSandbox({ port: Number(port), ...options })
  const { api, websocket, chat, muc, appId, authKey } = sandbox
  const leave = (): void => {
    void sandbox.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', leave)
  process.once('SIGINT', leave)
  process.stdout.write(`${JSON.stringify({ api, websocket, chat, muc, appId, authKey })}\n`)
}

run().catch((reason: unknown) => {
  process.stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = 1
})
