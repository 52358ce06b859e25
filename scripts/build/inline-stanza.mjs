import { fileURLToPath } from 'node:url'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const inStanza = /[\\/]node_modules[\\/]stanza[\\/]/
const replaced = /(^|\/)(platform|StreamParser|Parser|sanitizers\/XHTMLIM)$/

/** The forms in which TypeScript writes a module as CommonJS, and their ES module. */
const forms = [
  [/^var __\w+ = [^]*?^\}\)?\)?;\n/gm, ''],
  [/^Object\.defineProperty\(exports, .*\n/gm, ''],
  [/^(exports\.\w+ = )+void 0;\n/gm, ''],
  [/^exports\.default = /gm, 'export default '],
  [/^exports\.(\w+) = \1;/gm, 'export { $1 };'],
  [/^exports\.(\w+) = /gm, 'export const $1 = '],
  [/^(?:const|var) (\w+) = (?:__importDefault\()?require\("(.+?)"\)\)?;/gm, 'import * as $1 from "$2";'],
  [/^__exportStar\(require\("(.+?)"\), exports\);/gm, 'export * from "$1";'],
  [/\bexports\.\w+ = /g, ''],
  [/\bexports\.(\w+)/g, '$1'],
]

/** No bundler drops what nobody reads of a CommonJS module, since its exports are assignments: half of stanza's mapping. */
const toModule = (code, id) => {
  const module = forms.reduce((text, [form, written]) => text.replace(form, written), code)
  const left = /^.*\b(require\(|exports\.|module\.|__[a-z]+[A-Z]).*$/m.exec(module)
  if (left !== null) throw new Error(`${id} is compiled in a form not met before: ${left[0]}`)
  return module
}

/** Keeps out the parts of stanza that are never reached, and refuses any further dependency of it that nobody has looked at. */
export const inlineStanza = () => ({
  name: 'inline-stanza',
  resolveId(id, importer) {
    if (!inStanza.test(importer ?? '')) return null
    if (replaced.test(id)) return here('stanza-unused.mjs')
    // Behind the name, the commonjs plugin hides the query of its proxies.
    if (/^[a-z]/.test(id)) throw new Error(`stanza asks for '${id}': inline it knowingly or import less of stanza`)
    return null
  },
  transform(code, id) {
    return inStanza.test(id) ? { code: toModule(code, id), map: null } : null
  },
})
