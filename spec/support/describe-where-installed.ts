import { describe, it } from '@jest/globals'
import { missingServer } from '../../scripts/servers/installed-server.js'

/** A `describe` of what needs a server: where that is not installed it fails in CI and is skipped with a notice elsewhere. */
export function describeWhereInstalled(server: 'ejabberd' | 'prosody', name: string, body: () => void): void {
  const missing = missingServer(server)
  if (missing === undefined) {
    describe(name, body)
    return
  }
  if (process.env['CI'] === undefined || process.env['CI'] === '') {
    process.stderr.write(`skipped: ${missing}\n`)
    describe.skip(name, body)
    return
  }
  describe(name, () => {
    it('is installed', () => {
      throw new Error(missing)
    })
  })
}
