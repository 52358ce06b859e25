// Bundles a module as an app does, for production: node bundle.mjs BUNDLER ENTRY OUTFILE. Prints what the
// bundler warns of, as JSON. Every bundle is a classic script, which service workers take, too.
import { dirname, basename } from 'node:path'

const bundlers = {
  esbuild: async (entry, outfile) => {
    const { build } = await import('esbuild')
    const common = { bundle: true, minify: true, target: 'es2022', logLevel: 'silent', legalComments: 'none' }
    const { warnings } = await build({ ...common, entryPoints: [entry], outfile, format: 'iife' })
    return warnings.map(({ text }) => text)
  },
  vite: async (entry, outfile) => {
    const { build, createLogger } = await import('vite')
    const warnings = []
    const warn = (text) => warnings.push(text)
    const customLogger = { ...createLogger('warn'), warn, warnOnce: warn }
    const output = { entryFileNames: basename(outfile), format: 'iife' }
    const outDir = dirname(outfile)
    const options = { outDir, emptyOutDir: false, rollupOptions: { input: entry, output } }
    await build({ root: dirname(entry), configFile: false, customLogger, build: options })
    return warnings
  },
  webpack: async (entry, outfile) => {
    const { default: webpack } = await import('webpack')
    const output = { path: dirname(outfile), filename: basename(outfile) }
    const compiler = webpack({ mode: 'production', context: dirname(entry), entry, output })
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, found) => (error ? reject(error) : resolve(found))),
    )
    const { errors, warnings } = stats.toJson()
    return [...errors, ...warnings].map(({ message }) => message)
  },
}

const [name, entry, outfile] = process.argv.slice(2)
const warnings = await bundlers[name](entry, outfile)
process.stdout.write(JSON.stringify(warnings))
