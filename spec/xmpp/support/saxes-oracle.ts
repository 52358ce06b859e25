import { SaxesParser } from 'saxes'
import type { XMLElement } from 'stanza/jxt/index.js'

/** An element as plain data, for comparison. */
export interface Tree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly (Tree | string)[]
}

export const treeOf = ({ name, attributes, children }: XMLElement): Tree => ({
  name,
  attributes,
  children: children.map((child) => (typeof child === 'string' ? child : treeOf(child))),
})

const streams = 'http://etherx.jabber.org/streams'

/** What saxes makes of a frame, with the namespace that the SDK presumes; `undefined` for what it refuses. */
export const oracle = (frame: string): Tree | undefined => {
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { stream: streams } })
  const document: { children: (Tree | string)[] } = { children: [] }
  const open = [document]
  parser.on('opentag', ({ name, attributes }) => {
    // The SDK leaves `__proto__` out.
    const values = Object.entries(attributes).flatMap(([key, { value }]) => (key === '__proto__' ? [] : [[key, value]]))
    const element = { name, attributes: Object.fromEntries(values), children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (text) => {
    open.at(-1)?.children.push(text)
  })
  parser.on('error', (error) => {
    throw error
  })
  try {
    parser.write(frame).close()
  } catch {
    return undefined
  }
  const root = document.children.find((child) => typeof child !== 'string')
  if (root === undefined) return undefined
  const [key, uri] = root.name.startsWith('stream:') ? ['xmlns:stream', streams] : ['xmlns', 'jabber:client']
  return { ...root, attributes: { ...root.attributes, [key]: root.attributes[key] ?? uri } }
}
