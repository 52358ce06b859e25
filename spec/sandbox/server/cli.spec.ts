import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'

describe('the sandbox as a process', () => {
  const outfile = 'sandbox/dist/cli-under-test.mjs'
  beforeAll(async () => {
    const entryPoints = ['sandbox/src/cli.ts']
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('says where it listens in one JSON line and leaves on %s', async (signal) => {
    const child = spawn(process.execPath, [outfile, '--port', '0'])
    const lines: string[] = []
    child.stdout.on('data', (data) => lines.push(String(data)))
    await once(child.stdout, 'data')
    const told: unknown = JSON.parse(lines.join(''))
    expect(told).toEqual({
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      websocket: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/xmpp$/),
      chat: 'chat.localhost',
      muc: 'muc.chat.localhost',
      appId: 1,
      authKey: 'sandbox',
    })
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(lines.join('').trim().split('\n')).toHaveLength(1)
  })

  describe('asked for a port in use', () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await startSandbox()
    })
    afterAll(() => sandbox.stop())

    it('says so and fails', async () => {
      const child = spawn(process.execPath, [outfile, '--port', new URL(sandbox.api).port])
      const said: string[] = []
      child.stderr.on('data', (data) => said.push(String(data)))
      expect(await once(child, 'close')).toEqual([1, null])
      expect(said.join('')).toContain('EADDRINUSE')
    })
  })
})
