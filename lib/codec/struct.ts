import * as t from 'io-ts'
import { isRecord } from '../model/is-record.js'
import { codec, orElse, type Decoder } from './decoder.js'

interface Member<Key, A> {
  readonly name: Key
  /** Its name on the wire. */
  readonly key: Key
  readonly inner: Decoder<A>
}

/** Where an error lies is told on its way out: what decodes pays nothing for it. */
const inside = <A>(
  { key, inner }: Member<string | number, A>,
  actual: unknown,
  errors: t.Errors,
  context: t.Context,
): t.Errors =>
  errors.map((error) => ({
    ...error,
    context: [...context, { key: String(key), type: inner, actual }, ...error.context.slice(context.length)],
  }))

/** `found`, filled with what all found, under their names and unless it is nothing; or all that is wrong. */
const all = <Key extends string | number, A, Found extends Record<Key, A>>(
  members: readonly Member<Key, A>[],
  value: Readonly<Record<Key, unknown>>,
  found: Found & Record<Key, A>,
  context: t.Context,
): t.Validation<Found> => {
  const errors: t.Errors = []
  const into: Record<Key, A> = found
  for (const member of members) {
    const actual = value[member.key]
    const result = member.inner.validate(actual, context)
    if (result._tag === 'Left') for (const error of inside(member, actual, result.left, context)) errors.push(error)
    else if (result.right !== undefined) into[member.name] = result.right
  }
  return errors.length > 0 ? t.failures(errors) : t.success(found)
}

/** An object whose members are all of one kind. */
export const recordOf = <A>(item: Decoder<A>): Decoder<Readonly<Record<string, A>>> =>
  codec('record', (value, context) => {
    if (!isRecord(value)) return t.failure(value, context)
    const members = Object.keys(value).flatMap((key) => (key === '__proto__' ? [] : { name: key, key, inner: item }))
    return all<string, A, Record<string, A>>(members, value, {}, context)
  })

/** An array whose nothing is empty. */
export const listOf = <A>(item: Decoder<A>): Decoder<readonly A[]> =>
  orElse(
    codec<readonly A[]>('list', (value, context) => {
      if (!Array.isArray(value)) return t.failure(value, context)
      const members = value.map((_item, at) => ({ name: at, key: at, inner: item }))
      return all<number, A, A[]>(members, value, [], context)
    }),
    [],
  )

export type Shape = Readonly<Record<string, Decoder<unknown>>>
type Decoded<S extends Shape> = { readonly [Name in keyof S]: S[Name] extends Decoder<infer A> ? A : never }
type Optional<M> = { [Name in keyof M]: undefined extends M[Name] ? Name : never }[keyof M]
type Model<M> = Omit<M, Optional<M>> & { readonly [Name in Optional<M>]?: Exclude<M[Name], undefined> }

/** What decodes such an object. */
export type Struct<S extends Shape> = Decoder<Model<Decoded<S>>>

/** An object with these members, found on the wire under their own keys or else the name that `keyOf` tells; others are left out. */
export function struct<S extends Shape>(name: string, shape: S, keyOf?: (name: string) => string): Struct<S>
export function struct(name: string, shape: Shape, keyOf = (own: string): string => own): Decoder<object> {
  const members = Object.entries(shape).map(([own, inner]) => ({ name: own, key: inner.key ?? keyOf(own), inner }))
  const required = members.filter(({ inner }) => {
    const nothing = inner.decode(undefined)
    return nothing._tag === 'Left' || nothing.right !== undefined
  })
  // An object to which more members than that are added one by one is slow from then on; of fewer, to copy them costs more.
  const many = required.length > 12
  const blank: Record<string, unknown> = Object.fromEntries(required.map((member) => [member.name, undefined]))
  return codec(name, (value, context) =>
    isRecord(value) ? all(members, value, many ? { ...blank } : {}, context) : t.failure(value, context),
  )
}

/** The one member of an envelope. */
export const member = <A>(name: string, inner: Decoder<A>): Decoder<A> => {
  const only = { name, key: name, inner }
  return codec(name, (value, context) => {
    if (!isRecord(value)) return t.failure(value, context)
    const result = inner.validate(value[name], context)
    return result._tag === 'Left' ? t.failures(inside(only, value[name], result.left, context)) : result
  })
}

/** Either the thing itself or an envelope with it as its one member of that name (protocol A8). */
export const maybeInside = <A>(name: string, inner: Decoder<A>): Decoder<A> =>
  codec(inner.name, (value, context) =>
    (isRecord(value) && name in value ? member(name, inner) : inner).validate(value, context),
  )
