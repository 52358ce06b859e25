import type { XmlElement } from './xml-element.js'

/** Why a frame was refused. Says where, never what: a frame may hold anything. */
export class FrameRefused extends Error {}

/** Frames beyond these are refused unread: they are no chat traffic. */
export interface FrameLimits {
  /** UTF-16 code units. */
  readonly maxLength: number
  /** Elements inside each other. */
  readonly maxDepth: number
}

/** What XML 1.0 cannot carry (2.2), halves of characters among it. */
export const illegal = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Halves of characters, white space other than spaces, and what XML cannot carry: frames without are read sooner. */
const unusual = /[^ -\uD7FF\uE000-\uFFFD]/

const xml = 'http://www.w3.org/XML/1998/namespace'
/** Presumed where it is not declared: servers leave it out, though RFC 7395 wants it (protocol B.1). */
const client = 'jabber:client'
/** Bound without being declared: by XML itself, and by such servers. */
const bound: Readonly<Record<string, string>> = {
  'xmlns:xml': xml,
  'xmlns:stream': 'http://etherx.jabber.org/streams',
}

/** By what follows the ampersand; with its semicolon none is a property of every object. */
const entities: Readonly<Record<string, string>> = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" }

/** A place in a text that is read from left to right. */
interface Cursor {
  at: number
}

/** An element that is being read, as it is named in the frame. */
interface Reading extends XmlElement {
  namespace: string
  readonly attributes: Record<string, string>
  readonly children: XmlElement[]
  text: string
  readonly qualified: string
  readonly parent: Reading | undefined
  /** The namespace of what has no prefix, here and inside. */
  around: string
}

const refuse = ({ at }: Cursor, complaint: string): never => {
  throw new FrameRefused(`not well-formed at ${String(at)}: ${complaint}`)
}

/**
 * Parses one WebSocket message as exactly one XML element (RFC 7395 3.3.3), strictly: no DTD, comment, CDATA or
 * processing instruction (RFC 6120 11.1), no second root, no text around it, no prefix without a namespace. Throws
 * `FrameRefused`.
 */
export const parseFrame = (frame: string, limits: FrameLimits): XmlElement => {
  if (frame.length > limits.maxLength)
    throw new FrameRefused(`frame of ${String(frame.length)} characters, at most ${String(limits.maxLength)} are taken`)
  const isUnusual = unusual.test(frame)
  const at = isUnusual ? frame.search(illegal) : -1
  if (at >= 0) refuse({ at }, 'no character of XML')
  const text = isUnusual ? frame.replace(/\r\n?/g, '\n') : frame
  return readElement(text, isUnusual, limits.maxDepth)
}

/** What names of XML 1.0 begin with (2.3). Escaped for the pattern: a page may read this file in another encoding. */
const letters =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const part = `[${letters}][\\u0300-\\u036F${letters}0-9\\u203F\\u2040\\xB7.-]*`
/** With at most one colon inside. */
const anyName = new RegExp(`${part}(?::${part})?`, 'uy')

/** Where the name that begins at `start` ends; 0 if none does. Nearly all are ASCII letters, and read sooner as such. */
const nameEnd = (text: string, start: number): number => {
  let end = start
  let code = text.charCodeAt(end)
  while ((code > 96 && code < 123) || code === 95 || (code > 64 && code < 91)) code = text.charCodeAt(++end)
  // Neither one of `-./0123456789:` nor beyond ASCII: the name ends here.
  if (end > start && (code < 45 || (code > 58 && code < 128))) return end
  anyName.lastIndex = start
  anyName.test(text)
  return anyName.lastIndex
}

/** Where the white space ends that may be at `start`. Below 33 nothing else has been let through. */
const spaceEnd = (text: string, start: number): number => {
  let end = start
  while (text.charCodeAt(end) < 33) end++
  return end
}

/** Where the quotation mark is that closes the one at `start`; -1 if none does. */
const quotationEnd = (text: string, start: number): number => {
  const mark = text[start]
  return mark === '"' || mark === "'" ? text.indexOf(mark, start + 1) : -1
}

/** Goes over the end of a tag, if it is here, and tells how long it is: 2 for that of an empty element. */
const takeTagEnd = (text: string, cursor: Cursor): number => {
  const start = spaceEnd(text, cursor.at)
  const length = text[start] === '>' ? 1 : text.startsWith('/>', start) ? 2 : 0
  if (length > 0) cursor.at = start + length
  return length
}

/** Whether the element is an empty one. `isUnusual`: whether the text may hold tabs and line feeds. */
const readAttributes = (text: string, isUnusual: boolean, cursor: Cursor, element: Reading): boolean => {
  const { attributes } = element
  let isPrefixed = false
  let leftOut: string | undefined
  let length = takeTagEnd(text, cursor)
  while (length === 0) {
    const start = spaceEnd(text, cursor.at)
    const end = nameEnd(text, start)
    const equals = spaceEnd(text, end)
    const open = spaceEnd(text, equals + 1)
    const close = quotationEnd(text, open)
    const raw = text.slice(open + 1, close)
    if (start === cursor.at || end <= start || text[equals] !== '=' || close < 0 || raw.includes('<'))
      refuse(cursor, 'neither an attribute nor the end of the tag')
    cursor.at = close + 1
    const key = text.slice(start, end)
    const value = resolve(cursor, isUnusual ? raw.replace(/[\t\n]/g, ' ') : raw)
    if (Object.hasOwn(attributes, key) || key === leftOut) refuse(cursor, 'an attribute twice')
    if (!isDeclarable(key, value)) refuse(cursor, 'a namespace that must not be declared')
    attributes[key] = value
    // No text can be assigned to it: it is left out.
    if (key === '__proto__') leftOut = key
    isPrefixed ||= key.includes(':')
    length = takeTagEnd(text, cursor)
  }
  if (isPrefixed) {
    const expanded = Object.keys(attributes).map((key) => expand(cursor, key, element))
    if (new Set(expanded).size < expanded.length) refuse(cursor, 'an attribute twice')
  }
  return length === 2
}

const readElement = (text: string, isUnusual: boolean, maxDepth: number): XmlElement => {
  const cursor: Cursor = { at: 0 }
  let depth = 0
  let root: Reading | undefined
  let current: Reading | undefined

  const open = (qualified: string): void => {
    if (root !== undefined && depth === 0) refuse(cursor, 'more than one root element')
    if (depth === maxDepth) refuse(cursor, `more than ${String(maxDepth)} elements inside each other`)
    const name = qualified.slice(qualified.indexOf(':') + 1)
    // Each by its name: to spread them takes longer than to read a tag.
    const element: Reading = {
      name,
      namespace: '',
      attributes: {},
      children: [],
      text: '',
      qualified,
      parent: current,
      around: current?.around ?? client,
    }
    root ??= element
    current?.children.push(element)
    const isEmpty = readAttributes(text, isUnusual, cursor, element)
    if (qualified.startsWith('xmlns:')) refuse(cursor, 'an element of the prefix xmlns')
    element.around = element.attributes['xmlns']?.trim() ?? element.around
    element.namespace = qualified.includes(':') ? uriOf(cursor, qualified, element) : element.around
    if (isEmpty) return
    current = element
    depth++
  }
  const close = (qualified: string): void => {
    if (qualified !== current?.qualified || takeTagEnd(text, cursor) !== 1)
      refuse(cursor, 'closing tag of another element')
    current = current?.parent
    depth--
  }
  const readTag = (): void => {
    const isClosing = text[cursor.at + 1] === '/'
    const start = cursor.at + (isClosing ? 2 : 1)
    const end = nameEnd(text, start)
    const after = text.charCodeAt(end)
    if (end <= start || !(after < 33 || after === 47 || after === 62)) refuse(cursor, 'no tag of an element')
    cursor.at = end
    const name = text.slice(start, end)
    if (isClosing) close(name)
    else open(name)
  }
  const readText = (): void => {
    const next = text.indexOf('<', cursor.at)
    const raw = text.slice(cursor.at, next < 0 ? undefined : next)
    cursor.at += raw.length
    if (raw.includes(']]>')) refuse(cursor, 'the end of CDATA')
    if (depth === 0 && /[^ \t\n]/.test(raw)) refuse(cursor, 'text outside the root element')
    if (current !== undefined) current.text += resolve(cursor, raw)
  }

  while (cursor.at < text.length)
    if (text[cursor.at] === '<') readTag()
    else readText()
  if (depth > 0) refuse(cursor, 'unclosed element')
  return root ?? refuse(cursor, 'no element')
}

/** What a declaration says where `element` is. */
const find = (key: string, element: Reading | undefined): string | undefined =>
  element === undefined ? bound[key] : (element.attributes[key] ?? find(key, element.parent))

/** What the prefix of a name stands for where `element` is. */
const uriOf = (cursor: Cursor, prefixed: string, element: Reading): string => {
  const uri = find(`xmlns:${prefixed.slice(0, prefixed.indexOf(':'))}`, element)
  return uri?.trim() ?? refuse(cursor, 'a prefix without a namespace')
}

/** A name with its prefix, if it has one, replaced by what that stands for where `element` is. */
const expand = (cursor: Cursor, qualified: string, element: Reading): string =>
  !qualified.includes(':') || qualified.startsWith('xmlns:')
    ? qualified
    : `{${uriOf(cursor, qualified, element)}}${qualified.slice(qualified.indexOf(':'))}`

/** Namespaces in XML 1.0, 3: `xml` stands for its own namespace, `xmlns` for nothing, no prefix for no namespace. */
const isDeclarable = (key: string, value: string): boolean => {
  if (key !== 'xmlns' && !key.startsWith('xmlns:')) return true
  const uri = value.trim()
  const isItsOwn = (key === 'xmlns:xml') === (uri === xml) && uri !== 'http://www.w3.org/2000/xmlns/'
  return isItsOwn && key !== 'xmlns:xmlns' && (uri !== '' || key === 'xmlns')
}

/** Text with its references replaced (XML 1.0 4.1): the five entities every parser knows, and characters by number. */
const resolve = (cursor: Cursor, text: string): string =>
  !text.includes('&')
    ? text
    : text.replace(
        /&([^;]*;?)/g,
        (_, reference: string) => entities[reference] ?? character(reference) ?? refuse(cursor, 'no such reference'),
      )

const character = (reference: string): string | undefined => {
  const [, digits = ''] = /^#(x[\dA-Fa-f]+|\d+);$/.exec(reference) ?? []
  const code = Number(`0${digits}`)
  const found = String.fromCodePoint(code <= 0x10ffff ? code : 0)
  return found.search(illegal) < 0 ? found : undefined
}
