import { escapeXML, escapeXMLText } from 'stanza/jxt/Definitions.js'
import { illegal } from './parse-frame.js'

/** An element that is being written: its attributes and what is in it, as text. */
export interface Draft {
  readonly namespace: string
  attributes: string
  content: string
}

/** What may have to be written otherwise. Nearly all texts are without: to look first is quicker than to replace nothing. */
const special = /[^ !#-%(-;=?-\uD7FF\uE000-\uFFFD]/

/** Parsers turn these into something else (XML 1.0 2.11, 3.3.3); written as references they arrive as they are. */
const reference = (character: string): string => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`

/** A single one would make the server close the stream, at every replay anew. */
const legal = (text: string): string => text.replace(illegal, '')

export const addAttribute = (draft: Draft, name: string, value: string): void => {
  const written = special.test(value) ? escapeXML(legal(value)).replace(/[\r\t\n]/g, reference) : value
  draft.attributes += ` ${name}="${written}"`
}

export const addText = (draft: Draft, text: string): void => {
  draft.content += special.test(text) ? escapeXMLText(legal(text)).replace(/\r/g, reference) : text
}

/** An element as text; `fill` writes what it says. The namespace is written where it is not that of what is around it. */
export const written = (name: string, namespace: string, fill: (draft: Draft) => void, around = ''): string => {
  const draft = { namespace, attributes: '', content: '' }
  fill(draft)
  const head = `<${name}${namespace === around ? '' : ` xmlns="${namespace}"`}${draft.attributes}`
  return draft.content === '' ? `${head}/>` : `${head}>${draft.content}</${name}>`
}

/** An element in another, of its namespace unless told otherwise. */
export const addChild = (
  draft: Draft,
  name: string,
  fill: (draft: Draft) => void,
  namespace = draft.namespace,
): void => {
  draft.content += written(name, namespace, fill, draft.namespace)
}
