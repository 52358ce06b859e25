import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox } from 'connectycube-sandbox'
import { buildSync } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type InstalledPackage, installPackage } from './support/installed-package.js'

const entries = ['index', 'rest', 'angular', 'testing']
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
  installed = installPackage('ws')
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

  it('ships the licence of every package in it', () => {
    const licenses = installed.read('dist/THIRD-PARTY-LICENSES.txt')
    expect([...licenses.matchAll(/^([a-z-]+) \d+\.\d+\.\d+ \([A-Z-]+\)$/gm)].map(([, name]) => name).sort()).toEqual(
      inlined.sort(),
    )
  })
})

describe.each([
  ['import', "import { WebSocket } from 'ws'\nimport { createChat } from 'connectycube-rx'"],
  ['require', "const { WebSocket } = require('ws')\nconst { createChat } = require('connectycube-rx')"],
])('a program in Node that got the package by %s', (how, loaded) => {
  it('signs in, goes online and ends by itself', async () => {
    const sandbox = await startSandbox({ users: [{ id: 21, login: 'ann', password: 'password-of-ann' }] })
    const { api, websocket, chat } = sandbox
    const program = `
      ${loaded}
      const chat = createChat({
        application: { id: 1, authKey: 'sandbox' },
        endpoints: ${JSON.stringify({ api, websocket, chat })},
        platform: { WebSocket },
      })
      chat.session.create({ login: 'ann', password: 'password-of-ann' }).subscribe(() =>
        chat.connection.connect().subscribe({
          next: ({ userId }) => console.log(JSON.stringify(userId)),
          complete: () => chat.destroy(),
        }),
      )`
    try {
      expect(await installed.start(program, how === 'import' ? 'mjs' : 'cjs')).toBe(21)
    } finally {
      await sandbox.stop()
    }
  })
})
