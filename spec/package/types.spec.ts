import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { complaints } from './support/complaints.js'
import { type InstalledPackage, installPackage } from './support/installed-package.js'

const compilerOptions = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
  ...{ noEmit: true, target: 'es2022', module: 'nodenext', types: [], experimentalDecorators: true },
  ...{ allowJs: true, checkJs: true, isolatedModules: true },
}

let installed: InstalledPackage
let old: string
beforeAll(() => {
  installed = installPackage('@angular/core', 'fp-ts')
  for (const file of ['types', 'app']) installed.copy(file)
  old = installed.copy('typescript')
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  expect(complaints(old, 'npm', 'ci', ...quiet)).toBe('')
}, 60_000)
afterAll(() => installed.remove())

describe('the declarations of the packed package', () => {
  it('have no type of another package but the peers', () => {
    const files = readdirSync(join(installed.folder, 'dist')).filter((file) => file.endsWith('.d.mts'))
    const named = files.flatMap((file) =>
      [...installed.read(`dist/${file}`).matchAll(/(?:from |import\(|import )['"]([^'"]+)['"]/g)].map(
        ([, name]) => name,
      ),
    )
    expect(new Set(named.filter((name) => name?.startsWith('./') === false))).toEqual(
      new Set(['rxjs', '@angular/core']),
    )
  })

  // Angular's own declarations ask for a newer compiler than the oldest.
  it.each([
    ['5.5', 'typescript-5.5', ['types/promises.ts', 'app/app.mjs']],
    ['5.9', 'typescript-5.9', ['types/promises.ts', 'types/angular.ts', 'app/app.mjs']],
    ['6', undefined, ['types/promises.ts', 'types/angular.ts', 'app/app.mjs']],
  ])(
    'keep their promises under TypeScript %s at its strictest',
    (_version, alias, files) => {
      const compiler = alias === undefined ? resolve('node_modules/typescript') : join(old, 'node_modules', alias)
      writeFileSync(join(installed.project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
      expect(complaints(installed.project, 'node', join(compiler, 'bin/tsc'))).toBe('')
    },
    60_000,
  )
})
