import * as t from 'io-ts'
import { isRecord } from '../model/is-record.js'
import type { Json } from '../model/message.js'

/** Wire values are only read here, never written or recognised. */
export type Decoder<A> = t.Decoder<unknown, A>

const codec = <A>(name: string, validate: t.Validate<unknown, A>): Decoder<A> =>
  new t.Type<A, A, unknown>(name, (_value): _value is A => false, validate, t.identity)

const foundOr = <A>(found: A | undefined, value: unknown, context: t.Context): t.Validation<A> =>
  found === undefined ? t.failure(value, context) : t.success(found)

/** A codec that reads one value: `undefined` means "not that". */
export const reader = <A>(name: string, read: (value: unknown) => A | undefined): Decoder<A> =>
  codec(name, (value, context) => foundOr(read(value), value, context))

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

/** Missing and null become `fallback`. */
export const orElse = <A, B>(inner: Decoder<A>, fallback: B): Decoder<A | B> =>
  codec<A | B>(`${inner.name} or nothing`, (value, context) =>
    value === null || value === undefined ? t.success(fallback) : inner.validate(value, context),
  )

/** Missing and null are one: null. */
export const orNull = <A>(inner: Decoder<A>): Decoder<A | null> => orElse(inner, null)

/** Numbers arrive as numbers or as strings (protocol 1.7). */
export const finite = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
export const number = reader('number', finite)

export const userId = reader('user id', (value) => {
  const id = finite(value)
  return id !== undefined && Number.isSafeInteger(id) && id > 0 ? id : undefined
})

/** Any text; numbers are taken for text too, since external ids arrive as either. */
export const text = reader('string', (value) =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined,
)

export const id = reader('id', (value) => (typeof value === 'string' && value !== '' ? value : undefined))

const yes: readonly unknown[] = [true, 1, '1', 'true']
const no: readonly unknown[] = [false, 0, '0', 'false']
export const flag = reader('boolean', (value) => (yes.includes(value) ? true : no.includes(value) ? false : undefined))

const latestSeconds = 1e11

/** ISO text, unix seconds or unix milliseconds; anything above 1e11 is milliseconds (protocol A3). */
export const instant = reader('time', (value) => {
  const number = finite(value)
  if (number !== undefined) return Math.round(number > latestSeconds ? number : number * 1000)
  const at = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(at) ? undefined : at
})

/** The members of an object or array that `read` makes something of, but `__proto__`. */
export const membersOf = <A>(
  value: unknown,
  read: (item: unknown, key: string) => A | undefined,
): Readonly<Record<string, A>> =>
  Object.fromEntries(
    Object.entries(typeof value === 'object' ? (value ?? {}) : {}).flatMap(([key, item]: [string, unknown]) => {
      const found = key === '__proto__' ? undefined : read(item, key)
      return found === undefined ? [] : [[key, found] as const]
    }),
  )

/** What JSON can say of it. */
export const toJson = (value: unknown): Json | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item) ?? null)
  return typeof value === 'object' ? jsonRecord(value) : undefined
}

/** What a payload says beyond what is `known`: custom fields of the application. */
export const jsonRecord = (value: unknown, known?: ReadonlySet<string>): Readonly<Record<string, Json>> =>
  membersOf(value, (item, key) => (known?.has(key) === true ? undefined : toJson(item)))

export const record = reader('object', (value) => (isRecord(value) ? jsonRecord(value) : undefined))

/** Missing and null are left out. */
export const optional = <A>(inner: Decoder<A>): Decoder<A | undefined> => orElse(inner, undefined)

/** What all found, under their names and unless it is nothing, or all that is wrong. */
const all = <A>(
  parts: readonly (readonly [name: string, result: t.Validation<A>])[],
): t.Validation<Readonly<Record<string, A>>> => {
  const errors = parts.flatMap(([, result]) => (result._tag === 'Left' ? result.left : []))
  const found = parts.flatMap(([name, result]) =>
    result._tag === 'Right' && result.right !== undefined ? [[name, result.right] as const] : [],
  )
  return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(found))
}

const inside = <A>(inner: Decoder<A>, key: string, value: unknown, context: t.Context): t.Validation<A> =>
  inner.validate(value, t.appendContext(context, key, inner, value))

const each = <A>(
  name: string,
  is: (value: unknown) => value is object,
  item: Decoder<A>,
): Decoder<Readonly<Record<string, A>>> =>
  codec(name, (value, context) =>
    is(value)
      ? all(Object.entries(value).map(([key, one]: [string, unknown]) => [key, inside(item, key, one, context)]))
      : t.failure(value, context),
  )

/** An object whose members are all of one kind. */
export const recordOf = <A>(item: Decoder<A>): Decoder<Readonly<Record<string, A>>> => each('record', isRecord, item)

/** An array whose nothing is empty. */
export const listOf = <A>(item: Decoder<A>): Decoder<readonly A[]> =>
  orElse(built('list', each('list', Array.isArray, item), Object.values<A>), [])

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

type Names = Readonly<Record<string, string>>

/** `fullName` is `full_name` on the wire, but for those that `names` tells. */
const wireName = (name: string, names: Names): string => names[name] ?? snake(name)

export const wireNames = (shape: object, names: Names = {}): readonly string[] =>
  Object.keys(shape).map((name) => wireName(name, names))

/** Our names become the wire's, values stay. */
export const toWire = (model: object, names: Names = {}): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(model).map(([name, value]: [string, unknown]) => [wireName(name, names), value]))

type Shape = Readonly<Record<string, Decoder<unknown>>>
type Decoded<S extends Shape> = { readonly [Name in keyof S]: S[Name] extends Decoder<infer A> ? A : never }
type Optional<M> = { [Name in keyof M]: undefined extends M[Name] ? Name : never }[keyof M]
type Model<M> = Omit<M, Optional<M>> & { readonly [Name in Optional<M>]?: Exclude<M[Name], undefined> }

/** The one member of an envelope. */
export const member = <A>(name: string, inner: Decoder<A>): Decoder<A> =>
  codec(name, (value, context) =>
    isRecord(value) ? inside(inner, name, value[name], context) : t.failure(value, context),
  )

/** A flat object of the wire as a model: the member `fullName` of `shape` decodes `full_name`. */
export function model<S extends Shape>(name: string, shape: S, names?: Names): Decoder<Model<Decoded<S>>>
export function model(name: string, shape: Shape, names: Names = {}): Decoder<object> {
  const fields = Object.entries(shape).map(([ours, inner]) => [ours, member(wireName(ours, names), inner)] as const)
  return codec(name, (value, context) => all(fields.map(([ours, field]) => [ours, field.validate(value, context)])))
}

/** Either the thing itself or an envelope with it as its one member of that name (protocol A8). */
export const maybeInside = <A>(name: string, inner: Decoder<A>): Decoder<A> =>
  codec(inner.name, (value, context) =>
    (isRecord(value) && name in value ? member(name, inner) : inner).validate(value, context),
  )
