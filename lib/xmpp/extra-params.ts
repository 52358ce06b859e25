import { isRecord } from '../model/is-record.js'
import type { Attachment, Json } from '../model/message.js'
import type { ExtraParams } from '../model/stanza.js'
import { addAttribute, addChild, addText, type Draft } from './draft.js'
import type { Part } from './mapping.js'
import type { XmlElement } from './xml-element.js'

/** Dropped, as REST does and the parser from attributes: an app that copies or merges what holds it would write to a prototype. */
const polluting = '__proto__'

/** Nested elements become objects, repeated siblings arrays, an empty element `""` (protocol 3.8). */
const readValue = ({ children, text: said }: XmlElement): Json => (children.length === 0 ? said : readParams(children))

const readParams = (elements: readonly XmlElement[]): Readonly<Record<string, Json>> => {
  const values: Record<string, Json> = {}
  const lists: Record<string, Json[]> = {}
  for (const element of elements) {
    const { name } = element
    if (name === polluting) continue
    const value = readValue(element)
    const before = Object.hasOwn(values, name) ? values[name] : undefined
    // One list for however many: a frame may hold tens of thousands.
    if (before === undefined) values[name] = value
    else if (Object.hasOwn(lists, name)) lists[name]?.push(value)
    else values[name] = lists[name] = [before, value]
  }
  return values
}

/** An attachment is all attributes; without any it is a param of that name. */
const isAttachment = ({ name, attributes }: XmlElement): boolean =>
  name === 'attachment' && Object.keys(attributes).some((key) => key !== 'xmlns')

const readAttachment = (xml: XmlElement): Attachment => {
  const { xmlns: _, type = '', size, ...known } = xml.attributes
  const bytes = size === undefined ? NaN : Number(size)
  return Number.isFinite(bytes) ? { ...known, type, size: Math.trunc(bytes) } : { ...known, type }
}

/** What has no form in JSON is empty. */
const text = (value: unknown): string => (typeof value === 'string' ? value : [JSON.stringify(value)].join(''))

/** The letters and digits that XML takes in names (XML 1.0 2.3), of the basic plane: older parsers take no others. */
const inNames =
  '[_0-9A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u1FFF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD]'
const elementName = new RegExp(`^(?=${inNames})[\\p{L}_](?:[.-]|(?=${inNames})[\\p{L}\\p{Nd}_])*$`, 'u')

/** Whether a key can be written as an element name; XML names begin with a letter or underscore. */
export const isElementName = (key: string): boolean => elementName.test(key) && !/^xml/i.test(key) && key !== polluting

/** Markup in a name would be markup of the stream: the server would close it, at every replay anew. */
export const named = (name: string): string => {
  if (!isElementName(name)) throw new Error('no name of XML')
  return name
}

/** Objects are nested when every key is an element name, everything else that is not text becomes JSON text (protocol 3.8). */
const writeValue = (draft: Draft, name: string, value: unknown): void => {
  const nests = isRecord(value) && Object.keys(value).length > 0 && Object.keys(value).every(isElementName)
  addChild(draft, named(name), (inner) => (nests ? writeValues(inner, value) : addText(inner, text(value))))
}

/** What is null is left out (protocol 3.8). */
const writeValues = (draft: Draft, values: unknown): void => {
  const said = isRecord(values) ? values : {}
  for (const name of Object.keys(said)) if (said[name] !== null) writeValue(draft, name, said[name])
}

const writeAttachment = (draft: Draft, attachment: unknown): void =>
  addChild(draft, 'attachment', (inner) => {
    for (const [key, value] of Object.entries(isRecord(attachment) ? attachment : {}))
      if (value !== undefined && value !== null) addAttribute(inner, named(key), text(value))
  })

/** `<extraParams/>` ⇄ params and attachments. */
export const extraParams: Part<ExtraParams> = {
  read: ({ children: elements }) => {
    const attachments = elements.filter(isAttachment)
    const params = attachments.length === 0 ? elements : elements.filter((element) => !isAttachment(element))
    return { params: readParams(params), attachments: attachments.map(readAttachment) }
  },
  write: (draft, value) => {
    if (!isRecord(value)) return
    const { params, attachments } = value
    writeValues(draft, params)
    if (Array.isArray(attachments)) for (const attachment of attachments) writeAttachment(draft, attachment)
  },
}
