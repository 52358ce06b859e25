import { XMLElement } from 'stanza/jxt/index.js'
import { createCursor, FrameRefused, type Cursor } from './cursor.js'

/** Frames beyond these are refused unread: they are no chat traffic. */
export interface FrameLimits {
  /** UTF-16 code units. */
  readonly maxLength: number
  /** Elements inside each other. */
  readonly maxDepth: number
}

/** What XML 1.0 cannot carry (2.2), halves of characters among it. */
export const illegal = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** The same but for halves of characters, which it finds all: most frames have none, and to look for these alone is quicker. */
const unusual = /[^\t\n\r -\uD7FF\uE000-\uFFFD]/

const streams = 'http://etherx.jabber.org/streams'
const xml = 'http://www.w3.org/XML/1998/namespace'
/** Bound without being declared: by XML itself, and by servers that leave it out (protocol B.1). */
const bound: Readonly<Record<string, string>> = { 'xmlns:xml': xml, 'xmlns:stream': streams }

/** By what follows the ampersand; with its semicolon none is a property of every object. */
const entities: Readonly<Record<string, string>> = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" }

/**
 * Parses one WebSocket message as exactly one XML element (RFC 7395 3.3.3), strictly: no DTD, comment, CDATA or
 * processing instruction (RFC 6120 11.1), no second root, no text around it, no prefix without a namespace. Throws
 * `FrameRefused`.
 */
export const parseFrame = (frame: string, limits: FrameLimits): XMLElement => {
  if (frame.length > limits.maxLength)
    throw new FrameRefused(`frame of ${String(frame.length)} characters, at most ${String(limits.maxLength)} are taken`)
  const at = unusual.test(frame) ? frame.search(illegal) : -1
  if (at >= 0) throw new FrameRefused(`not well-formed at ${String(at)}: no character of XML`)
  const root = readElement(frame.includes('\r') ? frame.replace(/\r\n?/g, '\n') : frame, limits.maxDepth)
  // A root without a namespace is a stanza of `jabber:client`: servers omit it, though RFC 7395 wants it (protocol B.1).
  if (root.name.startsWith('stream:')) root.attributes['xmlns:stream'] ??= streams
  else root.attributes.xmlns ??= 'jabber:client'
  return root
}

const readAttribute = (cursor: Cursor): readonly [key: string, value: string] => {
  const { refuse, expect, skipSpace } = cursor
  const key = cursor.readName() || refuse('neither an attribute nor the end of the tag')
  skipSpace()
  expect('=', 'an attribute without a value')
  skipSpace()
  const quote = cursor.peek() === "'" ? "'" : '"'
  expect(quote, 'a value without quotes')
  const value = cursor.readUntil(quote) ?? refuse('a value without an end')
  if (value.includes('<')) refuse('a tag in a value')
  expect(quote, 'a value without an end')
  return [key, resolve(value.replace(/[\t\n]/g, ' '), refuse)]
}

const readAttributes = (cursor: Cursor, element: XMLElement): void => {
  const { refuse, peek, skipSpace } = cursor
  const names: string[] = []
  while (skipSpace() && peek() !== '/' && peek() !== '>') {
    const [key, value] = readAttribute(cursor)
    if (names.includes(key)) refuse('an attribute twice')
    if (!isDeclarable(key, value)) refuse('a namespace that must not be declared')
    // Leaves out `__proto__`, which no text can be assigned to.
    element.attributes[key] = value
    names.push(key)
  }
  if (!names.some((key) => key.includes(':'))) return
  const expanded = names.map((key) => expand(key, element, refuse))
  if (new Set(expanded).size < expanded.length) refuse('an attribute twice')
}

const readElement = (text: string, maxDepth: number): XMLElement => {
  const cursor = createCursor(text)
  const { refuse, expect, peek } = cursor
  let depth = 0
  let root: XMLElement | undefined
  let current: XMLElement | undefined

  const open = (): void => {
    if (root !== undefined && current === undefined) refuse('more than one root element')
    if (depth === maxDepth) refuse(`more than ${String(maxDepth)} elements inside each other`)
    const element = new XMLElement(cursor.readName() || refuse('no tag of an element'))
    root ??= element
    current?.appendChild(element)
    readAttributes(cursor, element)
    if (element.name.startsWith('xmlns:')) refuse('an element of the prefix xmlns')
    expand(element.name, element, refuse)
    if (peek() === '/') expect('/>', 'no end of the tag')
    else {
      expect('>', 'no end of the tag')
      current = element
      depth++
    }
  }
  const close = (): void => {
    const { name, parent } = current ?? refuse('no tag of an element')
    expect(`/${name}`, 'closing tag of another element')
    cursor.skipSpace()
    expect('>', 'closing tag of another element')
    current = parent
    depth--
  }
  const readText = (between: string): void => {
    if (between.includes(']]>')) refuse('the end of CDATA')
    if (current === undefined && /[^ \t\n]/.test(between)) refuse('text outside the root element')
    current?.appendChild(resolve(between, refuse))
  }

  for (;;) {
    const between = cursor.readUntil('<')
    if (between === undefined) break
    if (between !== '') readText(between)
    expect('<', 'no tag of an element')
    if (peek() === '/') close()
    else open()
  }
  readText(cursor.rest())
  if (current !== undefined) refuse('unclosed element')
  return root ?? refuse('no element')
}

/** A name with its prefix replaced by what that stands for where `element` is. */
const expand = (qualified: string, element: XMLElement, refuse: Cursor['refuse']): string => {
  const colon = qualified.indexOf(':')
  if (colon < 0 || qualified.startsWith('xmlns:')) return qualified
  const key = `xmlns:${qualified.slice(0, colon)}`
  let scope: XMLElement | undefined = element
  while (scope !== undefined && scope.attributes[key] === undefined) scope = scope.parent
  const uri = (scope?.attributes ?? bound)[key] ?? refuse('a prefix without a namespace')
  return `{${uri.trim()}}${qualified.slice(colon)}`
}

/** Namespaces in XML 1.0, 3: `xml` stands for its own namespace, `xmlns` for nothing, no prefix for no namespace. */
const isDeclarable = (key: string, value: string): boolean => {
  if (key !== 'xmlns' && !key.startsWith('xmlns:')) return true
  const uri = value.trim()
  const known = key === 'xmlns:xml' ? uri === xml : uri !== xml && uri !== 'http://www.w3.org/2000/xmlns/'
  return known && key !== 'xmlns:xmlns' && (uri !== '' || key === 'xmlns')
}

/** Text with its references replaced (XML 1.0 4.1): the five entities every parser knows, and characters by number. */
const resolve = (text: string, refuse: Cursor['refuse']): string =>
  !text.includes('&')
    ? text
    : text.replace(
        /&([^;]*;?)/g,
        (_, reference: string) => entities[reference] ?? character(reference) ?? refuse('no such reference'),
      )

const character = (reference: string): string | undefined => {
  const [, hex, decimal] = /^#(?:x([\dA-Fa-f]+)|(\d+));$/.exec(reference) ?? []
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const found = code <= 0x10ffff ? String.fromCodePoint(code) : undefined
  return found?.search(illegal) === -1 ? found : undefined
}
