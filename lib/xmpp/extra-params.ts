import { XMLElement } from 'stanza/jxt/index.js'
import type { Attachment, Json } from '../model/message.js'
import type { ExtraParams } from '../model/stanza.js'

/** Dropped, as REST does and the parser from attributes: an app that copies or merges what holds it would write to a prototype. */
const polluting = '__proto__'

const elementsOf = (xml: XMLElement): XMLElement[] => xml.children.filter((child) => typeof child !== 'string')

/** Nested elements become objects, repeated siblings arrays, an empty element `""` (protocol 3.8). */
const readValue = (xml: XMLElement): Json => {
  const children = elementsOf(xml)
  return children.length === 0 ? xml.getText() : readParams(children)
}

const readParams = (elements: readonly XMLElement[]): Record<string, Json> => {
  const values = new Map<string, Json[]>()
  for (const element of elements) {
    const name = element.getName()
    if (name === polluting) continue
    const siblings = values.get(name)
    if (siblings === undefined) values.set(name, [readValue(element)])
    else siblings.push(readValue(element))
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]))
}

const readAttachment = (xml: XMLElement): Attachment => {
  const { xmlns: _, type = '', size, ...rest } = xml.attributes
  const bytes = size === undefined ? NaN : Number(size)
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return Number.isFinite(bytes) ? { ...known, type, size: Math.trunc(bytes) } : { ...known, type }
}

/** `<extraParams/>` → params and attachments. */
export const readExtraParams = (xml: XMLElement): ExtraParams => {
  const children = elementsOf(xml)
  // An attachment is all attributes; without any it is a param of that name.
  const isAttachment = ({ attributes, ...element }: XMLElement): boolean =>
    element.name === 'attachment' && Object.keys(attributes).some((name) => name !== 'xmlns')
  return {
    params: readParams(children.filter((element) => !isAttachment(element))),
    attachments: children.filter(isAttachment).map(readAttachment),
  }
}

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The letters and digits that XML takes in names (XML 1.0 2.3), of the basic plane: older parsers take no others. */
const inNames =
  '[_0-9A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u1FFF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD]'
const elementName = new RegExp(`^(?=${inNames})[\\p{L}_](?:[.-]|(?=${inNames})[\\p{L}\\p{Nd}_])*$`, 'u')

/** Whether a key can be written as an element name; XML names begin with a letter or underscore. */
export const isElementName = (key: string): boolean => elementName.test(key) && !/^xml/i.test(key) && key !== polluting

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Markup in a name would be markup of the stream: the server would close it, at every replay anew. */
const named = (name: string): string => {
  if (!isElementName(name)) throw new Error('no name of XML')
  return name
}

/** Objects are nested when every key is an element name, everything else that is not text becomes JSON text (protocol 3.8). */
const writeValue = (name: string, value: Json): XMLElement => {
  const nests = isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every(isElementName)
  return new XMLElement(named(name), {}, nests ? writeValues(value) : [text(value)].filter(Boolean))
}

/** What is null is left out (protocol 3.8). */
const writeValues = (values: Readonly<Record<string, Json>>): XMLElement[] =>
  Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [writeValue(name, value)]))

const writeAttachment = (attachment: Attachment): XMLElement =>
  new XMLElement(
    'attachment',
    Object.fromEntries(
      Object.entries(attachment).flatMap(([key, value]) =>
        value === undefined || value === null ? [] : [[named(key), text(value)]],
      ),
    ),
  )

/** Params and attachments → the children of `<extraParams/>`. */
export const writeExtraParams = ({ params, attachments }: ExtraParams): XMLElement[] => [
  ...writeValues(params),
  ...attachments.map(writeAttachment),
]
