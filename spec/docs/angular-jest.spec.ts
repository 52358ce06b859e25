import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPages, writeBlocks } from './support/blocks.js'

const page = readPages().find(({ path }) => path === 'docs/testing.md')
const fixture = 'spec/docs/angular-jest'
const minutes = 60_000

/** What a user types: nothing of the test runner and of its npm in the environment. What went wrong is in the error. */
const run = (cwd: string, command: string, ...args: readonly string[]): string => {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS, CI: '1', FORCE_COLOR: '0' }
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe', timeout: 4 * minutes })
}

describe('the Angular component of docs/testing.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connectycube-rx-angular-jest-'))

  beforeAll(() => {
    cpSync(fixture, folder, { recursive: true })
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']
    run(folder, 'npm', 'ci', ...quiet)
    run('.', 'npm', 'run', '--silent', 'build')
    const tarball = run('.', 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder).trim()
    run(folder, 'npm', 'install', '--no-save', ...quiet, `./${tarball}`)
    if (page === undefined) throw new Error('docs/testing.md has no code')
    for (const { file = '', module } of writeBlocks(page, '.cache/docs/angular-jest'))
      if (file.startsWith('angular/')) cpSync(module, join(folder, file))
  }, 5 * minutes)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('is tested by the preset as its users have it', () => {
    const [report = ''] = run(folder, 'npx', 'jest', '--json').split('\n')
    expect(JSON.parse(report)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 })
  }, 60_000)

  it('is configured as the page says', () => {
    const text = readFileSync('docs/testing.md', 'utf8')
    expect(text).toContain(`// jest.config.js\n${readFileSync(join(fixture, 'jest.config.js'), 'utf8')}`)
  })
})
