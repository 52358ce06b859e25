import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import { dts } from 'rollup-plugin-dts'
import esbuild from 'rollup-plugin-esbuild'
import { existsSync } from 'node:fs'
import { inlineStanza } from './scripts/build/inline-stanza.mjs'
import { leavingOut } from './scripts/build/leave-out.mjs'
import { pureModules } from './scripts/build/pure-modules.mjs'
import { thirdPartyLicenses } from './scripts/build/third-party-licenses.mjs'

const entries = ['index', 'rest', 'angular', 'testing']
  .map((name) => [name, `lib/${name}.ts`])
  .filter(([, file]) => existsSync(file))
const input = Object.fromEntries(entries)
const peers = /^(rxjs|@angular)($|\/)/

/** fp-ts and io-ts ship one build for Node and one that bundlers can shake. */
const functionalEs6 = () => ({
  name: 'functional-es6',
  resolveId(id, importer, options) {
    const match = /^(fp-ts|io-ts)\/lib\/(.*?)(\.js)?$/.exec(id)
    return match ? this.resolve(`${match[1]}/es6/${match[2]}.js`, importer, { ...options, skipSelf: true }) : null
  },
})

/** A warning is a defect of the bundle: an unresolved import, a cycle, a missing export. */
const onwarn = (warning) => {
  if (warning.code === 'THIS_IS_UNDEFINED') return // a compiler's helper in io-ts that looks for another helper first
  throw new Error(`${warning.code ?? 'warning'}: ${warning.message}`)
}

export default [
  {
    input,
    external: peers,
    onwarn,
    treeshake: { moduleSideEffects: false },
    plugins: [
      leavingOut(),
      inlineStanza(),
      functionalEs6(),
      resolve({ browser: true, preferBuiltins: false }),
      commonjs(),
      esbuild({ target: 'es2022' }),
      pureModules(),
      thirdPartyLicenses(),
    ],
    output: {
      dir: 'dist',
      format: 'es',
      sourcemap: true,
      // An import for its effects alone, of a package that has none, is a warning in the bundler of every user.
      hoistTransitiveImports: false,
      entryFileNames: '[name].mjs',
      chunkFileNames: 'shared.mjs',
    },
  },
  {
    input,
    external: (id) => !/^[./]/.test(id),
    plugins: [dts({ tsconfig: 'tsconfig.json' })],
    output: { dir: 'dist', format: 'es', entryFileNames: '[name].d.mts', chunkFileNames: 'shared.d.mts' },
  },
]
