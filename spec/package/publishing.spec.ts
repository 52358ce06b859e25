import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { complaints } from './support/complaints.js'
import { type InstalledPackage, installPackage } from './support/installed-package.js'

const maps = ['index', 'rest', 'angular', 'testing', 'shared', 'shared2'].map((name) => `dist/${name}.mjs.map`)
const types = ['index', 'rest', 'angular', 'testing', 'shared'].map((name) => `dist/${name}.d.mts`)
const meant = [
  ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'dist/THIRD-PARTY-LICENSES.txt'],
  ...[...types, ...maps, ...maps.map((map) => map.replace(/\.map$/, ''))],
]
const source = /^\.\.\/(lib|node_modules|scripts)\//

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent: readonly (string | null)[]
}

let installed: InstalledPackage
beforeAll(() => {
  installed = installPackage()
}, 30_000)
afterAll(() => installed.remove())

describe('the packed tarball', () => {
  it('has the files that are meant, and no other', () => {
    const files = readdirSync(installed.folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(installed.folder.length + 1))
    expect(files.sort()).toEqual([...meant].sort())
  })

  it('maps to sources that it carries along', () => {
    const read = maps.map((file) => JSON.parse(installed.read(file)) as SourceMap)
    const carried = read.flatMap(({ sources, sourcesContent }) => sources.filter((_, index) => sourcesContent[index]))
    expect(read.flatMap(({ sources }) => sources)).toEqual(carried)
    expect(carried.filter((path) => !source.test(path))).toEqual([])
    expect(carried).toContain('../lib/create-chat.ts')
  })

  it('is free of the folder in which it was built', () => {
    const naming = meant.filter((file) => installed.read(file).includes(process.cwd()))
    expect(naming).toEqual([])
  })

  it('satisfies publint, its suggestions included', () => {
    expect(execFileSync('npx', ['publint', installed.tarball], { encoding: 'utf8' })).toContain('All good!')
  })

  it('satisfies attw, as a package of ES modules only', () => {
    expect(complaints('.', 'npx', 'attw', installed.tarball, '--profile', 'esm-only')).toBe('')
  })
})
