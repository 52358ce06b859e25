import { afterAll, beforeAll } from '@jest/globals'
import { startEjabberd } from '../../../scripts/servers/start-ejabberd.js'
import { startProsody } from '../../../scripts/servers/start-prosody.js'
import type { ServerOptions, XmppServer } from '../../../scripts/servers/xmpp-server.js'
import { describeWhereInstalled } from '../../support/describe-where-installed.js'

const starts = { ejabberd: startEjabberd, prosody: startProsody }

/**
 * A `describe` with one real server running from before its first test to after its last; call `server()` inside tests.
 * Where the server is not installed: see `describeWhereInstalled`.
 */
export function describeWithServer(
  name: keyof typeof starts,
  options: ServerOptions,
  body: (server: () => XmppServer) => void,
): void {
  describeWhereInstalled(name, name, () => {
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
}
