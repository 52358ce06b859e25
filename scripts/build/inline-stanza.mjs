import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const inStanza = /[\\/]node_modules[\\/]stanza[\\/]/
const replaced = /(^|\/)(StreamParser|Parser|sanitizers\/XHTMLIM)$/

const tables = { Namespaces_1: require('stanza/Namespaces.js'), Constants_1: require('stanza/Constants.js') }

/**
 * Names such as `Namespaces_1.NS_CLIENT` become their values: no bundler drops the unread 95 % of these two tables, since
 * CommonJS exports are assignments. A use in any other form keeps its `require`.
 */
const inlineConstants = (code) =>
  Object.entries(tables).reduce((text, [table, values]) => {
    const inlined = text.replaceAll(new RegExp(`\\b${table}\\.(\\w+)`, 'g'), (use, name) => {
      const value = values[name]
      return typeof value === 'string'
        ? JSON.stringify(value)
        : typeof value === 'object'
          ? `(${JSON.stringify(value)})`
          : use
    })
    const rest = inlined.replace(new RegExp(`^const ${table} = .*;$`, 'm'), '')
    return rest.includes(table) ? inlined : rest
  }, code)

/** Resolves stanza's seams to our own adapters, and refuses any further dependency of it that nobody has looked at. */
export const inlineStanza = () => ({
  name: 'inline-stanza',
  resolveId(id, importer) {
    if (!inStanza.test(importer ?? '')) return null
    if (/(^|\/)platform$/.test(id)) return here('stanza-platform.mjs')
    if (replaced.test(id)) return here('stanza-unused.mjs')
    // Behind the name, the commonjs plugin hides the query of its proxies.
    if (/^[a-z]/.test(id)) throw new Error(`stanza asks for '${id}': inline it knowingly or import less of stanza`)
    return null
  },
  transform(code, id) {
    return inStanza.test(id) ? { code: inlineConstants(code), map: null } : null
  },
})
