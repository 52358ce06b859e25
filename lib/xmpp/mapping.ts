import { XMLElement } from 'stanza/jxt/index.js'
import { isRecord } from '../model/is-record.js'

/** Something an element says: how it is read from it, `undefined` if it is not said, and how it is written to it. */
export interface Part {
  readonly read: (xml: XMLElement) => unknown
  readonly write: (xml: XMLElement, value: unknown) => void
}

/** A child element that says it. */
export interface Child extends Part {
  readonly namespace: string
  readonly name: string
  /** Whether this child says such a value; any, if missing. */
  readonly says?: (value: unknown) => boolean
  /** One child for each item of a list. */
  readonly many?: true
}

/** Where a field of our data lies: in the element itself, or in one of several children. */
export type Field = Part | readonly Child[]

export type Fields = Readonly<Record<string, Field>>

/** The namespace is written where it is not that of the parent already. */
const append = (xml: XMLElement, { namespace, name }: Child): XMLElement => {
  const child = new XMLElement(name)
  if (namespace !== xml.getDefaultNamespace()) child.attributes.xmlns = namespace
  xml.appendChild(child)
  return child
}

const writeChild = (xml: XMLElement, value: unknown, child: Child): void => {
  if (child.many && Array.isArray(value)) for (const item of value) child.write(append(xml, child), item)
  // What lies in the same child shares it.
  else child.write(xml.getChild(child.name, child.namespace) ?? append(xml, child), value)
}

interface Place {
  readonly field: string
  readonly child: Child
}

/** By local name, so that one walk over the children finds all fields. */
const placesOf = (fields: Fields): ReadonlyMap<string, readonly Place[]> => {
  const places = new Map<string, Place[]>()
  for (const [field, where] of Object.entries(fields)) {
    if ('read' in where) continue
    for (const child of where) places.set(child.name, [...(places.get(child.name) ?? []), { field, child }])
  }
  return places
}

/** An element as an object, by tables that are made once. Of several children that say the same field, the first counts. */
export const object = (fields: Fields, extra: (xml: XMLElement) => void = () => undefined): Part => {
  const own = Object.entries(fields).flatMap(([field, part]) => ('read' in part ? [{ field, part }] : []))
  const places = placesOf(fields)
  return {
    read: (xml) => {
      const data: Record<string, unknown> = {}
      for (const { field, part } of own) {
        const value = part.read(xml)
        if (value !== undefined) data[field] = value
      }
      for (const each of xml.children) {
        if (typeof each === 'string') continue
        const namespace = each.getNamespace()
        for (const { field, child } of places.get(each.getName()) ?? []) {
          if (child.namespace !== namespace) continue
          const value = child.read(each)
          if (value === undefined) continue
          const list = data[field]
          if (child.many && Array.isArray(list)) list.push(value)
          else data[field] ??= child.many ? [value] : value
        }
      }
      return data
    },
    write: (xml, value) => {
      for (const [field, said] of Object.entries(isRecord(value) ? value : {})) {
        const where = fields[field]
        if (where === undefined || said === undefined) continue
        if ('read' in where) where.write(xml, said)
        else {
          const child = where.find(({ says }) => says === undefined || says(said))
          if (child !== undefined) writeChild(xml, said, child)
        }
      }
      extra(xml)
    },
  }
}

export const child = (namespace: string, name: string, part: Part = object({})): readonly Child[] => [
  { namespace, name, ...part },
]

/** A list, each item of which is a child. */
export const children = (namespace: string, name: string, part: Part): readonly Child[] => [
  { namespace, name, many: true, ...part },
]

/** A child whose name is the value. */
export const choice = (namespace: string, names: readonly string[]): readonly Child[] =>
  names.map((name) => ({ namespace, name, says: (value) => value === name, read: () => name, write: () => undefined }))

/** Whether there is such a child. */
export const presence = (namespace: string, name: string): readonly Child[] => [
  { namespace, name, says: (value) => value === true, read: () => true, write: () => undefined },
]

/** An object whose `type` (or another field of it) is told by which child it is; by its name, unless `names` tells another. */
export const variants = (
  namespace: string,
  parts: Readonly<Record<string, Part>>,
  { tag = 'type', names = {} }: { readonly tag?: string; readonly names?: Readonly<Record<string, string>> } = {},
): readonly Child[] =>
  Object.entries(parts).map(([type, { read, write }]) => ({
    namespace,
    name: names[type] ?? type,
    says: (value) => isRecord(value) && value[tag] === type,
    read: (xml) => Object.assign({ [tag]: type }, read(xml)),
    write,
  }))

/** The elements that stand by themselves: `kind` tells which one it is. */
export interface Documents {
  /** `undefined` for an element that is none of these. */
  readonly read: (xml: XMLElement) => { readonly kind: string } | undefined
  readonly write: (kind: string, value: unknown) => XMLElement | undefined
}

export const documents = (kinds: Readonly<Record<string, readonly Child[]>>): Documents => {
  const places = placesOf(kinds)
  return {
    read: (xml) => {
      const place = places.get(xml.getName())?.find(({ child }) => child.namespace === xml.getNamespace())
      return place && Object.assign({ kind: place.field }, place.child.read(xml))
    },
    write: (kind, value) => {
      const child = kinds[kind]?.find(({ says }) => says === undefined || says(value))
      if (child === undefined) return undefined
      const xml = new XMLElement(child.name, { xmlns: child.namespace })
      child.write(xml, value)
      return xml
    },
  }
}
