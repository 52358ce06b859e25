import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { buildSync } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type InstalledPackage, installPackage } from './support/installed-package.js'

const entries = ['index', 'rest', 'angular', 'testing']
/** What an app pays for an entry, minified and gzipped, rxjs apart, in KiB. */
const budgets = { index: 78, rest: 21, angular: 78 }
const inlined = ['stanza', 'ky', 'io-ts', 'fp-ts']

/** What a module can leave behind in a process, as source of the probes. */
const observed = `
      // Node opens its output streams at their first use, some of its own modules included.
      void [process.stdout, process.stderr]
      await import('rxjs')
      const state = () => ({
        globals: Object.getOwnPropertyNames(globalThis).sort(),
        handles: process._getActiveHandles().length,
        requests: process._getActiveRequests().length,
        resources: process.getActiveResourcesInfo().filter((kind) => !/File|FS/.test(kind)),
        listeners: process.eventNames().map(String).sort(),
        prototypes: [Object, Array, Promise, Uint8Array, String].map((type) => Object.getOwnPropertyNames(type.prototype).length),
      })`

let installed: InstalledPackage

beforeAll(() => {
  installed = installPackage()
}, 30_000)
afterAll(() => {
  installed.remove()
})

describe('the packed package', () => {
  it.each(entries)('resolves %s through its export map, code and types', (entry) => {
    const { exports } = JSON.parse(installed.read('package.json')) as {
      exports: Record<string, Record<string, string>>
    }
    const targets = Object.values(exports[entry === 'index' ? '.' : `./${entry}`] ?? {})
    expect(targets).toEqual([`./dist/${entry}.d.mts`, `./dist/${entry}.mjs`])
    expect(targets.filter((target) => !existsSync(join(installed.folder, target)))).toEqual([])
  })

  it.each([
    ['connectycube-rx', 'createChat'],
    ['connectycube-rx/rest', ''],
    ['connectycube-rx/testing', 'fakeChat'],
  ])('imports %s in plain Node and does nothing by that', (specifier, name) => {
    const probe = `
      ${observed}
      const before = state()
      const names = Object.keys(await import('${specifier}'))
      console.log(JSON.stringify({ before, after: state(), names }))`
    const { before, after, names } = installed.run(probe) as { before: unknown; after: unknown; names: string[] }
    expect(after).toEqual(before)
    expect(names).toEqual(name === '' ? names : expect.arrayContaining([name]))
    expect(names).not.toEqual([])
  })

  it('creates a chat that touches nothing, also when its methods are called and not subscribed', () => {
    const probe = `
      ${observed}
      const { createChat } = await import('connectycube-rx')
      const before = state()
      const chat = createChat({ application: { id: 1, authKey: 'key' } })
      chat.session.create({ login: 'ada', password: 'x' })
      chat.connection.connect()
      chat.dialogs.list()
      chat.messages.send({ type: 'private', opponentId: 2 }, { body: 'hi' })
      chat.typing.start({ type: 'private', opponentId: 2 })
      const after = state()
      chat.destroy()
      console.log(JSON.stringify({ before, after, left: state() }))`
    const { before, after, left } = installed.run(probe) as Record<'before' | 'after' | 'left', unknown>
    expect(after).toEqual(before)
    expect(left).toEqual(before)
  })

  it('needs nothing but rxjs at run time, and Angular in the entry for it', () => {
    const { metafile } = buildSync({
      entryPoints: readdirSync(join(installed.folder, 'dist'))
        .filter((file) => file.endsWith('.mjs'))
        .map((file) => join(installed.folder, 'dist', file)),
      ...{
        bundle: true,
        metafile: true,
        write: false,
        format: 'esm',
        packages: 'external',
        outdir: '.',
        logLevel: 'silent',
      },
    })
    const needed = Object.entries(metafile.outputs).flatMap(([output, { imports }]) =>
      imports
        .filter(({ external, path }) => external === true && !/^rxjs(\/ajax)?$/.test(path))
        .map(({ path, kind }) => `${basename(output)}: ${kind} ${path}`),
    )
    expect(needed.sort()).toEqual([
      'angular.js: import-statement @angular/core',
      'angular.js: import-statement @angular/core/rxjs-interop',
    ])
  })

  it('has no type of an inlined package in its declarations', () => {
    const files = readdirSync(join(installed.folder, 'dist')).filter((file) => file.endsWith('.d.mts'))
    const names = files.flatMap((file) =>
      [...installed.read(`dist/${file}`).matchAll(/(?:from |import\(|import )['"]([^'"]+)['"]/g)].map(
        ([, name]) => name,
      ),
    )
    expect(new Set(names.filter((name) => name?.startsWith('./') === false))).toEqual(
      new Set(['rxjs', '@angular/core']),
    )
  })

  it('type-checks in a project of the strictest settings', () => {
    const user = `
      import { createChat } from 'connectycube-rx'
      import type { Observable } from 'rxjs'
      export const make: typeof createChat = createChat
      export const state$: Observable<unknown> = createChat({ application: { id: 1, authKey: 'key' } }).connection.state$`
    expect(installed.typecheck(user)).toBe('')
  }, 30_000)

  it('ships the licence of every package in it', () => {
    const licenses = installed.read('dist/THIRD-PARTY-LICENSES.txt')
    expect([...licenses.matchAll(/^([a-z-]+) \d+\.\d+\.\d+ \([A-Z-]+\)$/gm)].map(([, name]) => name).sort()).toEqual(
      inlined.sort(),
    )
  })

  it.each(Object.keys(budgets))('keeps the size budget of %s', (entry) => {
    const { outputFiles } = buildSync({
      entryPoints: [join(installed.folder, `dist/${entry}.mjs`)],
      ...{
        bundle: true,
        minify: true,
        format: 'esm',
        external: ['rxjs', '@angular/core'],
        write: false,
        logLevel: 'silent',
      },
    })
    const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1024
    const budget = budgets[entry as keyof typeof budgets]
    process.stdout.write(`${entry}: ${size.toFixed(1)} KiB gzipped of ${String(budget)}\n`)
    expect(size).toBeLessThan(budget)
  })
})
