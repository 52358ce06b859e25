import { escapeXML, escapeXMLText } from 'stanza/jxt/Definitions.js'

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
