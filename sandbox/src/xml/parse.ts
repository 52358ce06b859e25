import { SaxesParser, type SaxesAttributeNS } from 'saxes'
import type { Element, Node } from './element.js'
import { NS } from './namespaces.js'

/** A refused frame, named by its RFC 6120 stream error condition. */
export interface XmlRefusal {
  readonly refused: 'not-well-formed' | 'restricted-xml'
}

type OpenElement = Element & { readonly children: Node[] }

const attributesOf = (attributes: Readonly<Record<string, SaxesAttributeNS>>): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const attribute of Object.values(attributes)) {
    if (attribute.name === 'xmlns' || attribute.prefix === 'xmlns') continue
    kept[attribute.name] = attribute.value
    // A foreign attribute takes its declaration along, so that it survives being forwarded.
    if (attribute.prefix !== '' && attribute.prefix !== 'xml') kept[`xmlns:${attribute.prefix}`] = attribute.uri
  }
  return kept
}

/**
 * Parses one WebSocket frame: exactly one element (RFC 7395 3.3.3), no DTD, comment or processing instruction
 * (RFC 6120 11.1). A stanza without `xmlns` counts as `jabber:client` (protocol appendix B.1).
 */
export const parseFrame = (frame: string): Element | XmlRefusal => {
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { '': NS.client } })
  const open: OpenElement[] = []
  let root: OpenElement | undefined
  const seen = { restricted: false }
  const append = (text: string): void => {
    open.at(-1)?.children.push(text)
  }
  parser.on('opentag', (tag) => {
    const element: OpenElement = { name: tag.local, ns: tag.uri, attrs: attributesOf(tag.attributes), children: [] }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', append)
  if (/<[!?]/.test(frame)) {
    const refuse = (): void => {
      seen.restricted = true
    }
    parser.on('cdata', append)
    for (const kind of ['comment', 'doctype', 'processinginstruction', 'xmldecl'] as const) parser.on(kind, refuse)
  }
  try {
    parser.write(frame).close()
  } catch {
    return { refused: seen.restricted ? 'restricted-xml' : 'not-well-formed' }
  }
  if (seen.restricted) return { refused: 'restricted-xml' }
  return root ?? { refused: 'not-well-formed' }
}
