import { XMLElement } from 'stanza/jxt/index.js'

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

/** Names of XML 1.0 (2.3). */
const letters =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
/** With at most one colon inside. Nearly all are ASCII, and read sooner as such. */
const names = ['[A-Z_a-z][\\w.\\-]*', `[${letters}][\\u0300-\\u036F${letters}0-9\\u203F-\\u2040\\xB7.\\-]*`].map(
  (part) => `(${part}(?::${part})?)`,
)
const space = '[ \\t\\n]'
const tags = names.map((name) => new RegExp(`<(/?)${name}(?=[ \\t\\n/>])`, 'uy'))
const attributes = names.map((name) => new RegExp(`${space}+${name}${space}*=${space}*(?:"([^<"]*)"|'([^<']*)')`, 'uy'))
const tagEnd = [/[ \t\n]*(\/?)>/y]

/** A place in a text that is read from left to right. */
interface Cursor {
  readonly refuse: (complaint: string) => never
  /** Goes over the first of these that is here. */
  readonly take: (patterns: readonly RegExp[]) => RegExpExecArray | undefined
  /** Goes over what is before the next tag. */
  readonly takeText: () => string
  readonly isAtEnd: () => boolean
}

const createCursor = (text: string): Cursor => {
  let at = 0
  return {
    refuse: (complaint) => {
      throw new FrameRefused(`not well-formed at ${String(at)}: ${complaint}`)
    },
    take: (patterns) => {
      for (const pattern of patterns) {
        pattern.lastIndex = at
        const found = pattern.exec(text)
        if (found === null) continue
        at = pattern.lastIndex
        return found
      }
      return undefined
    },
    takeText: () => {
      const next = text.indexOf('<', at)
      const before = text.slice(at, next < 0 ? undefined : next)
      at += before.length
      return before
    },
    isAtEnd: () => at === text.length,
  }
}

/** Whether the element is an empty one. */
const readAttributes = ({ take, refuse }: Cursor, element: XMLElement): boolean => {
  const keys: string[] = []
  let end = take(tagEnd)
  while (end === undefined) {
    const [, key = '', quoted, said = quoted ?? ''] =
      take(attributes) ?? refuse('neither an attribute nor the end of the tag')
    const value = resolve(said.replace(/[\t\n]/g, ' '), refuse)
    if (keys.includes(key)) refuse('an attribute twice')
    if (!isDeclarable(key, value)) refuse('a namespace that must not be declared')
    // Leaves out `__proto__`, which no text can be assigned to.
    element.attributes[key] = value
    keys.push(key)
    end = take(tagEnd)
  }
  if (keys.some((key) => key.includes(':'))) {
    const expanded = keys.map((key) => expand(key, element, refuse))
    if (new Set(expanded).size < expanded.length) refuse('an attribute twice')
  }
  return end[1] !== ''
}

const readElement = (text: string, maxDepth: number): XMLElement => {
  const cursor = createCursor(text)
  const { refuse, take } = cursor
  let depth = 0
  let root: XMLElement | undefined
  let current: XMLElement | undefined

  const open = (name: string): void => {
    if (root !== undefined && current === undefined) refuse('more than one root element')
    if (depth === maxDepth) refuse(`more than ${String(maxDepth)} elements inside each other`)
    const element = new XMLElement(name)
    root ??= element
    current?.appendChild(element)
    const isEmpty = readAttributes(cursor, element)
    if (name.startsWith('xmlns:')) refuse('an element of the prefix xmlns')
    expand(name, element, refuse)
    if (isEmpty) return
    current = element
    depth++
  }
  const close = (name: string): void => {
    if (name !== current?.name || take(tagEnd)?.[1] !== '') refuse('closing tag of another element')
    current = current?.parent
    depth--
  }
  const readText = (between: string): void => {
    if (between.includes(']]>')) refuse('the end of CDATA')
    if (current === undefined && /[^ \t\n]/.test(between)) refuse('text outside the root element')
    current?.appendChild(resolve(between, refuse))
  }

  for (;;) {
    const between = cursor.takeText()
    if (between !== '') readText(between)
    if (cursor.isAtEnd()) break
    const [, slash, name = ''] = take(tags) ?? refuse('no tag of an element')
    if (slash === '') open(name)
    else close(name)
  }
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
