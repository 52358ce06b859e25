import { isRecord } from '../model/is-record.js'
import { addChild, written, type Draft } from './draft.js'
import { FrameRefused } from './parse-frame.js'
import type { XmlElement } from './xml-element.js'

/** Something an element says: how it is read from it, `undefined` if it is not said, and how it is written to it. */
export interface Part<A = unknown> {
  /** Throws `FrameRefused` for what is wrong. */
  readonly read: (xml: XmlElement) => A | undefined
  readonly write: (draft: Draft, value: unknown) => void
}

/** A child element that says it. */
export interface Child<A = unknown> extends Part<A> {
  readonly namespace: string
  readonly name: string
  /** Whether this child says such a value; any, if missing. */
  readonly says?: (value: unknown) => boolean
  /** One child for each item of a list. */
  readonly many?: true
}

interface Item<A> extends Child<A> {
  readonly many: true
}

/** Where a field of our data lies: in the element itself, or in one of several children. */
type Field = Part | readonly Child[]

type Fields = Readonly<Record<string, Field>>

type Said<P> = P extends Item<infer A> ? readonly A[] : P extends Part<infer A> ? A : never
type SaidBy<F> = F extends readonly (infer C)[] ? Said<C> : Said<F>
/** What stands for fields that are not said. */
type Missing<F> = { readonly [Name in keyof F]?: unknown }
type Model<F, D> = { readonly [Name in Exclude<keyof F, keyof D>]?: SaidBy<F[Name]> } & {
  readonly [Name in keyof F & keyof D]: SaidBy<F[Name]> | Exclude<D[Name], typeof needed>
}

/** Stands for a field without which the element is refused. */
export const needed = Symbol('needed')

export const wrong = (xml: XmlElement, what: string): FrameRefused =>
  new FrameRefused(`${xml.name} with a wrong ${what}`)

const writeChild = (draft: Draft, value: unknown, { name, namespace, many, write }: Child): void => {
  for (const item of many && Array.isArray(value) ? value : [value])
    addChild(draft, name, (inner) => write(inner, item), namespace)
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

const instead = (otherwise: unknown, xml: XmlElement, field: string): unknown => {
  if (otherwise === needed) throw wrong(xml, field)
  return otherwise
}

/**
 * An element as an object, by tables that are made once. Of several children that say the same field, the first counts;
 * `missing` tells what stands for fields that none says.
 */
export function object<const F extends Fields, const D extends Missing<F> = object>(
  fields: F,
  missing?: D,
  extra?: (draft: Draft) => void,
): Part<Model<F, D>>
export function object(
  fields: Fields,
  missing: Readonly<Record<string, unknown>> = {},
  extra: (draft: Draft) => void = () => undefined,
): Part {
  const blank = Object.entries(missing)
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
        for (const { field, child } of places.get(each.name) ?? []) {
          if (child.namespace !== each.namespace) continue
          const value = child.read(each)
          if (value === undefined) continue
          const list = data[field]
          if (child.many && Array.isArray(list)) list.push(value)
          else data[field] ??= child.many ? [value] : value
        }
      }
      for (const [field, otherwise] of blank) data[field] ??= instead(otherwise, xml, field)
      return data
    },
    write: (draft, value) => {
      const said = isRecord(value) ? value : {}
      // By name, without a pair for each: that is a tenth of what it takes to write.
      for (const field of Object.keys(said)) {
        const [where, one] = [fields[field], said[field]]
        if (where === undefined || one === undefined) continue
        if ('read' in where) where.write(draft, one)
        else {
          const child = where.find(({ says }) => says === undefined || says(one))
          if (child !== undefined) writeChild(draft, one, child)
        }
      }
      extra(draft)
    },
  }
}

export const child = <A>(namespace: string, name: string, part: Part<A>): readonly Child<A>[] => [
  { namespace, name, ...part },
]

/** A child that is an object. */
export const element = <const F extends Fields, const D extends Missing<F> = object>(
  namespace: string,
  name: string,
  fields: F,
  missing?: D,
): readonly Child<Model<F, D>>[] => child(namespace, name, object(fields, missing))

/** A list, each item of which is a child. */
export const children = <A>(namespace: string, name: string, part: Part<A>): readonly Item<A>[] => [
  { namespace, name, many: true, ...part },
]

/** A child whose name is the value. */
export const choice = <const A extends string>(namespace: string, ...names: readonly A[]): readonly Child<A>[] =>
  names.map((name) => ({ namespace, name, says: (value) => value === name, read: () => name, write: () => undefined }))

/** Whether there is such a child. */
export const presence = (namespace: string, name: string): readonly Child<boolean>[] => [
  { namespace, name, says: (value) => value === true, read: () => true, write: () => undefined },
]

type Variant<P> = { [Type in keyof P]: Child<{ readonly type: Type } & Said<P[Type]>> }[keyof P]

/** An object whose `type` is told by which child it is; by its name, unless `names` tells another. */
export function variants<const P extends Readonly<Record<string, Part>>>(
  namespace: string,
  parts: P,
  names?: Readonly<Record<string, string>>,
): readonly Variant<P>[]
export function variants(
  namespace: string,
  parts: Readonly<Record<string, Part>>,
  names: Readonly<Record<string, string>> = {},
): readonly Child[] {
  return Object.entries(parts).map(([type, { read, write }]) => ({
    namespace,
    name: names[type] ?? type,
    says: (value) => isRecord(value) && value['type'] === type,
    read: (xml) => {
      const said = read(xml)
      return isRecord(said) ? { type, ...said } : undefined
    },
    write,
  }))
}

type Kinds = Readonly<Record<string, readonly Child[]>>

/** The elements that stand by themselves: `kind` tells which one it is. */
export interface Documents<A> {
  /** `undefined` for an element that is none of these. Throws `FrameRefused`. */
  readonly read: (xml: XmlElement) => A | undefined
  readonly write: (kind: string, value: unknown) => string | undefined
}

export function documents<const K extends Kinds>(
  kinds: K,
): Documents<{ [Kind in keyof K]: { readonly kind: Kind } & SaidBy<K[Kind]> }[keyof K]>
export function documents(kinds: Kinds): Documents<object> {
  const places = placesOf(kinds)
  return {
    read: (xml) => {
      const place = places.get(xml.name)?.find(({ child }) => child.namespace === xml.namespace)
      const said = place?.child.read(xml)
      return isRecord(said) ? { kind: place?.field, ...said } : undefined
    },
    write: (kind, value) => {
      const child = kinds[kind]?.find(({ says }) => says === undefined || says(value))
      return child && written(child.name, child.namespace, (draft) => child.write(draft, value))
    },
  }
}
