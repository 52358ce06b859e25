import { isFields, isList, text, type Fields, type Json } from '../../json.js'
import { child, el, elements, NS, textOf, withChildren, type Element } from '../../xml/index.js'

const jsonOf = (element: Element): Json => {
  const inner = elements(element)
  return inner.length === 0 ? textOf(element) : fieldsOfElements(inner)
}

const fieldsOfElements = (items: readonly Element[]): Fields => {
  const fields: Record<string, Json> = {}
  for (const item of items) {
    const before = fields[item.name]
    const value = jsonOf(item)
    fields[item.name] = before === undefined ? value : isList(before) ? [...before, value] : [before, value]
  }
  return fields
}

export interface ExtraParams {
  readonly params: Fields
  readonly attachments: readonly Fields[]
}

/** `<extraParams/>` as JSON, attachments apart (protocol 3.8). */
export const readExtraParams = (stanza: Element): ExtraParams => {
  const extra = child(stanza, 'extraParams', NS.client)
  const items = extra === undefined ? [] : elements(extra)
  return {
    params: fieldsOfElements(items.filter((item) => item.name !== 'attachment')),
    attachments: items.filter((item) => item.name === 'attachment').map((item) => item.attrs),
  }
}

export const param = (stanza: Element, name: string): string | undefined => text(readExtraParams(stanza).params[name])

/** The stanza with these params set, replacing those of the same name (protocol 3.7). */
export const withParams = (stanza: Element, params: Readonly<Record<string, string>>): Element => {
  const extra = child(stanza, 'extraParams', NS.client)
  const kept = extra?.children.filter((item) => typeof item === 'string' || !(item.name in params)) ?? []
  const added = Object.entries(params).map(([name, value]) => el(name, NS.client, {}, [value]))
  const fresh = el('extraParams', NS.client, extra?.attrs ?? {}, [...kept, ...added])
  const place = extra === undefined ? stanza.children.length : stanza.children.indexOf(extra)
  return withChildren(stanza, [...stanza.children.slice(0, place), fresh, ...stanza.children.slice(place + 1)])
}

const isName = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name)

/** JSON as elements, nested objects as nested elements (protocol 3.8, 4.9). */
export const elementsOfFields = (fields: Fields): Element[] =>
  Object.entries(fields)
    .filter(([name, value]) => isName(name) && value !== null)
    .map(([name, value]) => {
      const inner = isFields(value) ? elementsOfFields(value) : [text(value) ?? JSON.stringify(value)]
      return el(name, NS.client, {}, inner)
    })
