import { SaxesParser } from 'saxes'
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

const streams = 'http://etherx.jabber.org/streams'

/**
 * Parses one WebSocket message as exactly one XML element (RFC 7395 3.3.3), strictly: no DTD, comment, CDATA or
 * processing instruction (RFC 6120 11.1), no second root, no text around it, no prefix without a namespace. Throws
 * `FrameRefused`.
 */
export const parseFrame = (frame: string, limits: FrameLimits): XMLElement => {
  if (frame.length > limits.maxLength)
    throw new FrameRefused(`frame of ${String(frame.length)} characters, at most ${String(limits.maxLength)} are taken`)
  // saxes is five times slower with more than four handlers, so what would need a fifth is refused by its first two characters.
  if (frame.includes('<!') || frame.includes('<?'))
    throw new FrameRefused('DTD, comment, CDATA or processing instruction')
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { stream: streams } })
  let root: XMLElement | undefined
  let current: XMLElement | undefined
  let depth = 0
  parser.on('opentag', (tag) => {
    if (++depth > limits.maxDepth)
      throw new FrameRefused(`more than ${String(limits.maxDepth)} elements inside each other`)
    if (root !== undefined && current === undefined) throw new FrameRefused('more than one root element')
    const element = new XMLElement(tag.name, valuesOf(tag.attributes))
    if (current === undefined) root = element
    else current.appendChild(element)
    current = element
  })
  parser.on('closetag', () => {
    depth--
    current = current?.parent
  })
  parser.on('text', (text) => {
    if (current !== undefined) current.appendChild(text)
    else if (text.trim() !== '') throw new FrameRefused('text outside the root element')
  })
  parser.on('error', (error) => {
    throw new FrameRefused(`not well-formed at column ${String(parser.column)}: ${withoutContent(error.message)}`)
  })
  parser.write(frame).close()
  if (root === undefined) throw new FrameRefused('no element')
  return withNamespace(root)
}

const valuesOf = (attributes: Readonly<Record<string, { readonly value: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]))

/** A root without a namespace is a stanza of `jabber:client`: servers omit it, though RFC 7395 wants it (protocol B.1). */
const withNamespace = (root: XMLElement): XMLElement => {
  if (root.name.startsWith('stream:')) root.attributes['xmlns:stream'] ??= streams
  else root.attributes.xmlns ??= 'jabber:client'
  return root
}

/** Parser messages quote names from the frame after a colon; only the complaint itself is kept. */
const withoutContent = (message: string): string => message.replace(/^\d+:\d+: /, '').split(':')[0] ?? ''
