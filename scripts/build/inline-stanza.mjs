const inStanza = /[\\/]node_modules[\\/]stanza[\\/]/

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

/** No bundler drops what nobody reads of a CommonJS module, since its exports are assignments. */
const toModule = (code, id) => {
  const module = forms.reduce((text, [form, written]) => text.replace(form, written), code)
  const left = /^.*\b(require\(|exports\.|module\.|__[a-z]+[A-Z]).*$/m.exec(module)
  if (left !== null) throw new Error(`${id} is compiled in a form not met before: ${left[0]}`)
  return module
}

/** Rewrites what is reached of stanza, and refuses a form that nobody has looked at. */
export const inlineStanza = () => ({
  name: 'inline-stanza',
  transform(code, id) {
    return inStanza.test(id) ? { code: toModule(code, id), map: null } : null
  },
})
