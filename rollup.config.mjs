import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import { dts } from 'rollup-plugin-dts'
import esbuild from 'rollup-plugin-esbuild'
import { existsSync } from 'node:fs'
import { inlineStanza } from './scripts/build/inline-stanza.mjs'
import { leavingOut } from './scripts/build/leave-out.mjs'
import { thirdPartyLicenses } from './scripts/build/third-party-licenses.mjs'

const entries = ['index', 'rest', 'angular', 'testing']
  .map((name) => [name, `lib/${name}.ts`])
  .filter(([, file]) => existsSync(file))
const input = Object.fromEntries(entries)
const peers = /^(rxjs|@angular)($|\/)/

const pure = '/*#__PURE__*/'

/** fp-ts and io-ts ship one build for Node and one that bundlers can shake. */
const functionalEs6 = () => ({
  name: 'functional-es6',
  resolveId(id, importer, options) {
    const match = /^(fp-ts|io-ts)\/lib\/(.*?)(\.js)?$/.exec(id)
    return match ? this.resolve(`${match[1]}/es6/${match[2]}.js`, importer, { ...options, skipSelf: true }) : null
  },
  transform(code, id) {
    if (!/[\\/]io-ts[\\/]es6[\\/]/.test(id)) return null
    // Neither its classes nor the codecs it makes of them at once do anything when nobody uses them.
    const made = /^((?:export )?var \w+ = )(?=new \w|\w+\(\w)/gm
    return { code: code.replaceAll('/** @class */', pure).replace(made, `$1${pure} `), map: null }
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
