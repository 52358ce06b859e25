import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { join } from 'node:path'
import ts from 'typescript'
import { type InstalledPackage, installPackage } from './support/installed-package.js'

const entries = ['index', 'rest', 'angular', 'testing']

/** The names that the declarations of each file export, and whether they are there at run time, too. */
const declaredIn = (files: readonly string[]): readonly (readonly string[])[] => {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] }
  const program = ts.createProgram(files, { ...options, target: ts.ScriptTarget.ES2022 })
  const checker = program.getTypeChecker()
  const read = (symbol: ts.Symbol): string => {
    const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    return `${flags & ts.SymbolFlags.Value ? 'value' : 'type'} ${symbol.name}`
  }
  return files.map((file) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    return module === undefined ? [] : checker.getExportsOfModule(module).map(read).sort()
  })
}

let installed: InstalledPackage
let declared: readonly (readonly string[])[]
beforeAll(() => {
  installed = installPackage('@angular/core')
  declared = declaredIn(entries.map((entry) => join(installed.folder, `dist/${entry}.d.mts`)))
}, 30_000)
afterAll(() => installed.remove())

describe.each(entries.map((entry, index) => [entry, index] as const))('the names of %s', (entry, index) => {
  it('are those that were reviewed', () => {
    expect(`\n${declared[index]?.join('\n') ?? ''}\n`).toMatchSnapshot()
  })

  it('are at run time what the declarations say', () => {
    const specifier = entry === 'index' ? 'connectycube-rx' : `connectycube-rx/${entry}`
    const names = installed.run(`console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`)
    expect(names).toEqual(declared[index]?.flatMap((name) => /^value (.*)/.exec(name)?.[1] ?? []))
  })
})
