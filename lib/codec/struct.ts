import * as t from 'io-ts'
import { isRecord } from '../model/is-record.js'
import { built, codec, orElse, type Decoder } from './decoder.js'

interface Member<A> {
  readonly name: string
  /** Its name on the wire. */
  readonly key: string
  readonly inner: Decoder<A>
}

/** Where an error lies is told on its way out: what decodes pays nothing for it. */
const inside = <A>({ key, inner }: Member<A>, actual: unknown, errors: t.Errors, context: t.Context): t.Errors =>
  errors.map((error) => ({
    ...error,
    context: [...context, { key, type: inner, actual }, ...error.context.slice(context.length)],
  }))

/** What all found, under their names and unless it is nothing, or all that is wrong. */
const all = <A>(
  members: readonly Member<A>[],
  value: Readonly<Record<string, unknown>>,
  context: t.Context,
): t.Validation<Readonly<Record<string, A>>> => {
  const found: Record<string, A> = {}
  let errors: t.Errors = []
  for (const member of members) {
    const actual = value[member.key]
    const result = member.inner.validate(actual, context)
    if (result._tag === 'Left') errors = [...errors, ...inside(member, actual, result.left, context)]
    else if (result.right !== undefined) found[member.name] = result.right
  }
  return errors.length > 0 ? t.failures(errors) : t.success(found)
}

const each = <A>(
  name: string,
  is: (value: unknown) => value is object,
  inner: Decoder<A>,
): Decoder<Readonly<Record<string, A>>> =>
  codec(name, (value, context) => {
    if (!is(value)) return t.failure(value, context)
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
    return all(
      entries.map(([key]) => ({ name: key, key, inner })),
      Object.fromEntries(entries),
      context,
    )
  })

/** An object whose members are all of one kind. */
export const recordOf = <A>(item: Decoder<A>): Decoder<Readonly<Record<string, A>>> => each('record', isRecord, item)

/** An array whose nothing is empty. */
export const listOf = <A>(item: Decoder<A>): Decoder<readonly A[]> =>
  orElse(built('list', each('list', Array.isArray, item), Object.values<A>), [])

export type Shape = Readonly<Record<string, Decoder<unknown>>>
type Decoded<S extends Shape> = { readonly [Name in keyof S]: S[Name] extends Decoder<infer A> ? A : never }
type Optional<M> = { [Name in keyof M]: undefined extends M[Name] ? Name : never }[keyof M]
type Model<M> = Omit<M, Optional<M>> & { readonly [Name in Optional<M>]?: Exclude<M[Name], undefined> }

/** What decodes such an object. */
export type Struct<S extends Shape> = Decoder<Model<Decoded<S>>>

/** An object with these members, found on the wire under the name that `keyOf` tells; others are left out. */
export function struct<S extends Shape>(name: string, shape: S, keyOf?: (name: string) => string): Struct<S>
export function struct(name: string, shape: Shape, keyOf = (own: string): string => own): Decoder<object> {
  const members = Object.entries(shape).map(([own, inner]) => ({ name: own, key: keyOf(own), inner }))
  return codec(name, (value, context) => (isRecord(value) ? all(members, value, context) : t.failure(value, context)))
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
