import type { Element } from './element.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** All that XML 1.0 `Char` leaves out: control characters, lone surrogates and two non-characters. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const escape = (text: string, characters: RegExp): string =>
  text.replace(ILLEGAL, '').replace(characters, (found) => ESCAPES[found] ?? `&#${found.charCodeAt(0)};`)

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
  const written = Object.entries(attrs).map(([key, value]) => ` ${key}="${escape(value, /[&<>"'\t\n\r]/g)}"`)
  const head = `<${element.name}${written.join('')}`
  if (element.children.length === 0) return `${head}/>`
  const inner = element.children.map((item) =>
    typeof item === 'string' ? escape(item, /[&<>]/g) : serialize(item, childNs),
  )
  return `${head}>${inner.join('')}</${element.name}>`
}
