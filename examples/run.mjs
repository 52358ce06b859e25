// Bundles one of the programs here and runs it: node examples/run.mjs tour|start [options]
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'

const programs = { tour: 'examples/tour/main.ts', start: 'examples/start.ts' }
const [name, ...options] = process.argv.slice(2)

/** `npm start` shows what is published: the built package stands in for its source. */
const builtPackage = {
  name: 'built-package',
  setup: ({ onResolve }) => onResolve({ filter: /\/lib\/index\.js$/ }, () => ({ path: resolve('dist/index.mjs') })),
}

const outfile = resolve(`examples/dist/${name}.mjs`)
mkdirSync('examples/dist', { recursive: true })
await build({
  entryPoints: [programs[name]],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
  plugins: name === 'start' ? [builtPackage] : [],
})
const { run } = await import(outfile)
await run(options).catch((reason) => {
  process.stderr.write(`\n${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = 1
})
