import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { missingServer } from '../../../scripts/servers/installed-server.js'
import { startEjabberd } from '../../../scripts/servers/start-ejabberd.js'
import { startProsody } from '../../../scripts/servers/start-prosody.js'
import type { ServerOptions, XmppServer } from '../../../scripts/servers/xmpp-server.js'

const starts = { ejabberd: startEjabberd, prosody: startProsody }

/**
 * A `describe` with one real server running from before its first test to after its last; call `server()` inside tests.
 * Where the server is not installed it fails in CI and is skipped with a notice elsewhere.
 */
export function describeWithServer(
  name: keyof typeof starts,
  options: ServerOptions,
  body: (server: () => XmppServer) => void,
): void {
  const missing = missingServer(name)
  if (missing === undefined) {
    describe(name, () => {
      let running: XmppServer | undefined
      beforeAll(async () => {
        running = await starts[name](options)
      }, 40_000)
      afterAll(() => running?.stop(), 20_000)
      body(() => {
        if (running === undefined) throw new Error(`${name} is not running`)
        running.assertAlive()
        return running
      })
    })
    return
  }
  if (process.env['CI'] === undefined || process.env['CI'] === '') {
    process.stderr.write(`skipped: ${missing}\n`)
    describe.skip(name, () => {
      body(() => {
        throw new Error(missing)
      })
    })
    return
  }
  describe(name, () => {
    it('is installed', () => {
      throw new Error(missing)
    })
  })
}
