import { SaxesParser } from 'saxes'
import type { XmlElement } from '../../../lib/xmpp/xml-element.js'

/** An element as plain data, for comparison. */
export interface Tree {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Tree[]
  readonly text: string
}

export const treeOf = ({ name, namespace, attributes, children, text }: XmlElement): Tree => ({
  ...{ name, namespace, attributes, children: children.map(treeOf), text },
})

/** What the SDK presumes. */
const presumed = { stream: 'http://etherx.jabber.org/streams', '': 'jabber:client' }

/** What saxes makes of a frame, with the namespaces that the SDK presumes; `undefined` for what it refuses. */
export const oracle = (frame: string): Tree | undefined => {
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: presumed })
  const document: { children: Tree[]; text: string } = { children: [], text: '' }
  const open = [document]
  parser.on('opentag', ({ local: name, uri: namespace, attributes }) => {
    // The SDK leaves `__proto__` out.
    const values = Object.entries(attributes).flatMap(([key, { value }]) => (key === '__proto__' ? [] : [[key, value]]))
    const element = { name, namespace, attributes: Object.fromEntries(values), children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (text) => {
    const around = open.at(-1)
    if (around !== undefined) around.text += text
  })
  parser.on('error', (error) => {
    throw error
  })
  try {
    parser.write(frame).close()
  } catch {
    return undefined
  }
  return document.children[0]
}
