import { escapeXML, escapeXMLText } from 'stanza/jxt/index.js'

/** An element that is being written: its attributes and what is in it, as text. */
export interface Draft {
  readonly namespace: string
  attributes: string
  content: string
}

/** Nearly no text has anything to escape: to look first is quicker than to replace nothing. */
const special = /[&<>"']/

export const addAttribute = (draft: Draft, name: string, value: string): void => {
  draft.attributes += ` ${name}="${special.test(value) ? escapeXML(value) : value}"`
}

export const addText = (draft: Draft, text: string): void => {
  draft.content += special.test(text) ? escapeXMLText(text) : text
}

/** The namespace is written where it is not that of what is around it. */
const inTags = (name: string, { namespace, attributes, content }: Draft, around: string): string => {
  const head = `<${name}${namespace === around ? '' : ` xmlns="${namespace}"`}${attributes}`
  return content === '' ? `${head}/>` : `${head}>${content}</${name}>`
}

/** An element as text; `fill` writes what it says. */
export const written = (name: string, namespace: string, fill: (draft: Draft) => void, around = ''): string => {
  const draft = { namespace, attributes: '', content: '' }
  fill(draft)
  return inTags(name, draft, around)
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
