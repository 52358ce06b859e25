import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const green = `fs.writeFileSync(file, '{"success":true}')`
const red = `fs.writeFileSync(file, '{"success":false}')`
const stay = `setInterval(() => undefined, 1000)`

const run = (
  script: string,
  minutes = '1',
  grace = '0.5',
): { readonly status: number | null; readonly out: string } => {
  const file = join(mkdtempSync(join(tmpdir(), 'tier-')), 'results.json')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      'scripts/run-tier.mjs',
      file,
      minutes,
      grace,
      process.execPath,
      '-e',
      `const file = process.argv[1]; ${script}`,
      file,
    ],
    { encoding: 'utf8' },
  )
  return { status, out: stdout + stderr }
}

describe('a tier', () => {
  it.each([
    ['ends as its command does: green', green, 0],
    ['ends as its command does: red', `${green}; process.exit(3)`, 3],
    ['ends as its command does: killed', `process.kill(process.pid, 'SIGKILL')`, 1],
    ['is passed when it does not end after green results', `${green}; ${stay}`, 0],
    ['fails when a handle was left open', `${green}; console.error('Jest did not exit one second'); ${stay}`, 1],
  ])('%s', (_, script, status) => {
    expect(run(script).status).toBe(status)
  })

  it('fails when it does not end after red results', () => {
    expect(run(`${red}; ${stay}`, '0.02')).toEqual({ status: 1, out: 'ended after 0.02 min\n' })
  })

  it('says what the command says', () => {
    expect(run(`console.log('out'); console.error('err')`).out).toBe('out\nerr\n')
  })
})
