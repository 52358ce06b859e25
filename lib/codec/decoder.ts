import * as t from 'io-ts'

/** Wire values are only read here, never written or recognised. */
export interface Decoder<A> extends t.Decoder<unknown, A> {
  /** The name on the wire of the member that it decodes, where its own does not tell. */
  readonly key?: string
}

export const codec = <A>(name: string, validate: t.Validate<unknown, A>): Decoder<A> =>
  new t.Type<A, A, unknown>(name, (_value): _value is A => false, validate, t.identity)

const foundOr = <A>(found: A | undefined, value: unknown, context: t.Context): t.Validation<A> =>
  found === undefined ? t.failure(value, context) : t.success(found)

/** A codec that reads one value: `undefined` means "not that". */
export const reader = <A>(name: string, read: (value: unknown) => A | undefined): Decoder<A> =>
  codec(name, (value, context) => foundOr(read(value), value, context))

/** A codec that takes a value as it is. */
export const guarded = <A>(name: string, is: (value: unknown) => value is A): Decoder<A> =>
  reader(name, (value) => (is(value) ? value : undefined))

/** The value of `inner` turned into a model by `build`, which sees the undecoded one too and whose `undefined` means "not a {name}". */
export const built = <A, B>(
  name: string,
  inner: Decoder<A>,
  build: (wire: A, value: unknown) => B | undefined,
): Decoder<B> =>
  codec(name, (value, context) => {
    const wire = inner.validate(value, context)
    return wire._tag === 'Left' ? wire : foundOr(build(wire.right, value), value, context)
  })

/** Decodes a member that goes by `key` on the wire. */
export const at = <A>(key: string, inner: Decoder<A>): Decoder<A> => ({ ...inner, key })

/** Missing and null become `fallback`. */
export const orElse = <A, const B>(inner: Decoder<A>, fallback: B): Decoder<A | B> =>
  codec<A | B>(`${inner.name} or nothing`, (value, context) =>
    value === null || value === undefined ? t.success(fallback) : inner.validate(value, context),
  )

/** Missing and null are one: null. */
export const orNull = <A>(inner: Decoder<A>): Decoder<A | null> => orElse(inner, null)

/** Missing and null are left out. */
export const optional = <A>(inner: Decoder<A>): Decoder<A | undefined> => orElse(inner, undefined)

/** Nothing but text. */
export const text = guarded('text', (value) => typeof value === 'string')

export const flag = guarded('boolean', (value) => typeof value === 'boolean')

export const anyList = guarded('list', (value): value is readonly unknown[] => Array.isArray(value))

/** One of these. */
export const oneOf = <const A extends string>(...values: readonly A[]): Decoder<A> =>
  reader(values.join(' or '), (value) => values.find((each) => each === value))
