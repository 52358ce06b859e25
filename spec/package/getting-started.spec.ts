import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/servers/free-ports.js'
import { openTerminal, type Terminal } from './support/terminal.js'

const page = readFileSync('docs/getting-started.md', 'utf8')
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}.*\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code)
const [, install = '', serve = '', asAda = '', asBen = ''] = blocks('sh')
const [program = ''] = blocks('ts')

/** As a user has it: nothing of the test runner and of its npm. */
const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env
const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, CI: '1', FORCE_COLOR: '0' }

const has =
  (...wanted: readonly string[]) =>
  (lines: readonly string[]): boolean =>
    wanted.every((line) => lines.includes(line))
const count = (lines: readonly string[], wanted: string): number => lines.filter((line) => line === wanted).length

describe('Getting started, followed to the letter in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connectycube-rx-started-'))
  const terminals: Terminal[] = []
  const open = (command: string): Terminal => {
    const terminal = openTerminal(folder, env, command)
    terminals.push(terminal)
    return terminal
  }
  let onFreePort: (text: string) => string

  beforeAll(async () => {
    const port = String(await freePort())
    onFreePort = (text) => text.replaceAll('8080', port)
    for (const workspace of ['.', 'sandbox']) {
      const pack = [
        'pack',
        '--silent',
        '--pack-destination',
        folder,
        ...(workspace === '.' ? ['--ignore-scripts'] : []),
      ]
      execFileSync('npm', pack, { cwd: workspace, env, encoding: 'utf8', stdio: 'pipe' })
    }
    execFileSync('sh', ['-ec', install], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' })
    writeFileSync(join(folder, 'chat.mjs'), onFreePort(program))
  }, 120_000)
  afterAll(async () => {
    for (const terminal of terminals) await terminal.interrupt()
    rmSync(folder, { recursive: true, force: true })
  })

  it('two people chat, and lose nothing while the server is away', async () => {
    const sandbox = open(onFreePort(serve))
    await sandbox.said((lines) => lines.some((line) => line.includes('"websocket"')))
    const [ada, ben] = [open(asAda), open(asBen)]
    await Promise.all([ada, ben].map((one) => one.said(has('(ready)'))))

    ada.type('Hello')
    await ben.said(has('ada: Hello'))
    await ada.said(has('(queued)', '(sending)', '(sent)', '(delivered)', '(read)'))

    await sandbox.interrupt()
    await Promise.all([ada, ben].map((one) => one.said(has('(forceClosed)', '(reconnecting)'))))
    ada.type('one')
    ada.type('two')
    await ada.said((lines) => count(lines, '(queued)') === 3)
    open(onFreePort(serve))
    const heard = await ben.said(has('ada: two'))
    expect(heard.filter((line) => line.startsWith('ada: '))).toEqual(['ada: Hello', 'ada: one', 'ada: two'])
  }, 60_000)
})
