import { build, transform } from 'esbuild'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rollup, type OutputChunk } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'
import type { Case, Row } from './support/case.js'

const row = (name: string, code: string | Uint8Array): Row => ({
  name,
  rounds: [{ min: code.length / 1024, gzip: gzipSync(code, { level: 9 }).length / 1024 }],
})

/** What an app that imports this has to load, without RxJS and Angular, which are the app's own. */
const bundled = async ([name, contents]: readonly [string, string]): Promise<Row> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: resolve('.') },
    // @xmpp/client means to leave the last one out in browsers.
    external: ['rxjs', 'rxjs/*', '@angular/*', 'node:dns'],
    ...{
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'error',
      tsconfigRaw: '{}',
    },
  })
  return row(name, outputFiles[0]?.contents ?? '')
}

const entries = {
  'connectycube-rx, createChat': "export { createChat } from 'connectycube-rx'",
  'connectycube-rx, createChat and all features':
    "export { createChat, withContacts, withLive } from 'connectycube-rx'",
  'connectycube-rx/rest, createRest': "export { createRest } from 'connectycube-rx/rest'",
  'connectycube-rx/angular, provideChat': "export { provideChat } from 'connectycube-rx/angular'",
  'connectycube-rx/testing': "export * from 'connectycube-rx/testing'",
  'connectycube-rx, one guard': "export { isChatError } from 'connectycube-rx'",
  connectycube: "export { default } from 'connectycube'",
  'connectycube, one enum': "export { ChatType } from 'connectycube'",
  'stanza: no REST, no models': "export { createClient } from 'stanza'",
  'strophe.js: no REST, no models': "export { Strophe } from 'strophe.js'",
  '@xmpp/client: no REST, no models': "export { client } from '@xmpp/client'",
}

const chunks = async (): Promise<readonly OutputChunk[]> => {
  const [config] = (await loadConfigFile(resolve('rollup.config.mjs'), { silent: true })).options
  if (config === undefined) throw new Error('rollup.config.mjs builds nothing')
  const bundle = await rollup(config)
  const { output } = await bundle.generate({ ...config.output[0] })
  return output.filter((part) => part.type === 'chunk')
}

/** What is left of each library that the package brings along. */
const inlined = async (): Promise<readonly Row[]> => {
  const sources = new Map<string, string>()
  for (const [id, { code }] of (await chunks()).flatMap(({ modules }) => Object.entries(modules))) {
    const [, library] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id) ?? []
    if (library !== undefined && code !== null) sources.set(library, `${sources.get(library) ?? ''}${code}\n`)
  }
  return Promise.all(
    [...sources].map(async ([library, source]) => {
      const whole = { treeShaking: false, ignoreAnnotations: true } as const
      const { code } = await transform(source, { ...whole, minify: true, format: 'esm', target: 'es2022' })
      return row(`inlined here: ${library}`, Buffer.from(code))
    }),
  )
}

export const size: Case = {
  about: 'Bundled and minified by esbuild, RxJS left out.',
  of: 'what is imported',
  columns: [
    { heading: 'KiB, gzipped', figure: 'gzip' },
    { heading: 'KiB', figure: 'min' },
    { heading: 'connectycube = 1', figure: 'gzip', digits: 2, against: 'connectycube' },
  ],
  chart: 'KiB, gzipped',
  measure: async () => [...(await Promise.all(Object.entries(entries).map(bundled))), ...(await inlined())],
}
