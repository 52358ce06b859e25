import type { Element } from './element.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 `Char` leaves out control characters, lone surrogates and two non-characters. */
const isLegal = (character: string): boolean => {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x20) return point === 0x9 || point === 0xa || point === 0xd
  return !(point >= 0xd800 && point <= 0xdfff) && point !== 0xfffe && point !== 0xffff
}

const legal = (text: string): string =>
  /[\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(text) ? Array.from(text).filter(isLegal).join('') : text

const escapeText = (text: string): string => legal(text).replace(/[&<>]/g, (found) => ESCAPES[found] ?? found)

const escapeAttribute = (text: string): string =>
  legal(text)
    .replace(/[&<>"']/g, (found) => ESCAPES[found] ?? found)
    .replace(/[\t\n\r]/g, (found) => `&#${found.charCodeAt(0)};`)

/** Text of a tree; `xmlns` is written where the namespace differs from the parent's, so always on the root. */
export const serialize = (element: Element, parentNs = ''): string => {
  const colon = element.name.indexOf(':')
  const attrs = { ...element.attrs }
  let childNs = parentNs
  if (colon > 0) attrs[`xmlns:${element.name.slice(0, colon)}`] = element.ns
  else if (element.ns !== parentNs) {
    attrs['xmlns'] = element.ns
    childNs = element.ns
  }
  const written = Object.entries(attrs).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  const head = `<${element.name}${written.join('')}`
  if (element.children.length === 0) return `${head}/>`
  const inner = element.children.map((item) => (typeof item === 'string' ? escapeText(item) : serialize(item, childNs)))
  return `${head}>${inner.join('')}</${element.name}>`
}
