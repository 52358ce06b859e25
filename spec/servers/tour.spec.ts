import { expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { describeWithServer } from './support/describe-with-server.js'

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const tour = (...options: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, ['examples/run.mjs', 'tour', ...options], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })

/** The lines of the realtime half without what differs from run to run: durations and ids. */
const realtimeLines = ({ stdout }: Run): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('  ≈ '))
    .map((line) => line.replace(/\(\d+ ms\)/g, '(… ms)').replace(/\b[0-9a-f]{24}\b/g, '…'))

describeWithServer('ejabberd', { users: ['101-1', '102-1'] }, (server) => {
  it('tells the same story of the sandbox and of a real server', async () => {
    const sandbox = await tour()
    const { url, domain } = server()
    const real = await tour(
      '--xmpp',
      url,
      '--users',
      '101-1,102-1',
      '--password',
      'passw0rd-of-all',
      '--domain',
      domain,
    )
    expect([sandbox.code, real.code, sandbox.stderr, real.stderr]).toEqual([0, 0, '', ''])
    expect(realtimeLines(real)).toEqual(realtimeLines(sandbox))
    expect(realtimeLines(real).filter((line) => line.includes('ready (resumed) (… ms)'))).toHaveLength(1)
  }, 60_000)

  it.each([
    [['--xmpp', 'wss://chat.example', '--users', '101-1,102-1'], 'expected a ws:// URL'],
    [['--xmpp', 'ws://127.0.0.1:1', '--users', '101-1'], 'two names are needed'],
    [['--xmpp', 'ws://127.0.0.1:1', '--users', 'ada,ben'], 'is not a name such as 101-1'],
    [['--users', '101-1,102-1'], 'go with --xmpp'],
  ])('says what is wrong with %j and leaves with 1', async (options, message) => {
    const { code, stderr } = await tour(...options)
    expect(code).toBe(1)
    expect(stderr).toContain(message)
  })

  it('says that the password was refused and leaves with 1', async () => {
    const { url, domain } = server()
    const refused = ['--xmpp', url, '--users', '101-1,102-1', '--password', 'wrong', '--domain', domain]
    const { code, stderr } = await tour(...refused)
    expect(code).toBe(1)
    expect(stderr).toMatch(/refused|authenticat/i)
  }, 30_000)
})
