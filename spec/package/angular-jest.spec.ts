import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPages, writeBlocks } from '../docs/support/blocks.js'
import { installFixture, type InstalledFixture } from './support/installed-fixture.js'

const page = readPages().find(({ path }) => path === 'docs/testing.md')

describe('the Angular component of docs/testing.md', () => {
  let fixture: InstalledFixture
  beforeAll(() => {
    fixture = installFixture('angular-jest')
    if (page === undefined) throw new Error('docs/testing.md has no code')
    for (const { file = '', module } of writeBlocks(page, '.cache/docs/angular-jest'))
      if (file.startsWith('angular/')) cpSync(module, join(fixture.folder, file))
  }, 300_000)
  afterAll(() => fixture.remove())

  it('is tested by the preset as its users have it, in CommonJS mode', () => {
    const [report = ''] = fixture.run('npx', 'jest', '--json').split('\n')
    expect(JSON.parse(report)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 })
  }, 60_000)

  it('is configured as the page says', () => {
    const text = readFileSync('docs/testing.md', 'utf8')
    expect(text).toContain(`// jest.config.js\n${readFileSync(join(fixture.folder, 'jest.config.js'), 'utf8')}`)
  })
})
