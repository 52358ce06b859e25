import { dts } from 'rollup-plugin-dts'
import esbuild from 'rollup-plugin-esbuild'

const external = (id) => !/^[./]/.test(id)

/** What is packed: the server for tests, and its command. Its packages stay outside. */
export default [
  {
    input: { index: 'src/index.ts', cli: 'src/cli.ts' },
    external,
    plugins: [esbuild({ target: 'es2022' })],
    output: { dir: 'dist', format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'shared.mjs' },
  },
  {
    input: 'src/index.ts',
    external,
    plugins: [dts({ tsconfig: '../tsconfig.json' })],
    output: { file: 'dist/index.d.mts', format: 'es' },
  },
]
