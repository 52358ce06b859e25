import * as t from 'io-ts'
import type { Json } from '../model/message.js'

/** Wire values are only read here, never written or recognised. */
const codec = <A>(name: string, validate: t.Validate<unknown, A>): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    name,
    (_value): _value is A => false,
    validate,
    (value) => value,
  )

/** A codec that reads one value: `undefined` means "not that". */
export const reader = <A extends NonNullable<unknown>>(
  name: string,
  read: (value: unknown) => A | undefined,
): t.Type<A, unknown> =>
  codec(name, (value, context) => {
    const found = read(value)
    return found === undefined ? t.failure(value, context) : t.success(found)
  })

/** Missing and null become `fallback`. */
export const orElse = <A, B>(inner: t.Type<A, unknown>, fallback: B): t.Type<A | B, unknown> =>
  codec<A | B>(`${inner.name} or nothing`, (value, context) =>
    value === null || value === undefined ? t.success(fallback) : inner.validate(value, context),
  )

/** Missing and null are one: null. */
export const orNull = <A>(inner: t.Type<A, unknown>): t.Type<A | null, unknown> => orElse(inner, null)

/** The value of `inner` turned into a model by `build`, which sees the undecoded one too and whose `undefined` means "not a {name}". */
export const built = <A, B extends NonNullable<unknown>>(
  name: string,
  inner: t.Type<A, unknown>,
  build: (wire: A, value: unknown) => B | undefined,
): t.Type<B, unknown> =>
  codec<B>(name, (value, context) => {
    const wire = inner.validate(value, context)
    if (wire._tag === 'Left') return t.failures<B>(wire.left)
    const model = build(wire.right, value)
    return model === undefined ? t.failure(value, context, name) : t.success(model)
  })

const finite = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Numbers arrive as numbers or as strings (protocol 1.7). */
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

/** `true`, `1` and `"1"` are true. */
export const flag = reader('boolean', (value) =>
  [true, 1, '1', 'true'].some((yes) => yes === value)
    ? true
    : [false, 0, '0', 'false'].some((no) => no === value)
      ? false
      : undefined,
)

const latestSeconds = 1e11

/** ISO text, unix seconds or unix milliseconds; anything above 1e11 is milliseconds (protocol A3). */
export const instant = reader('time', (value) => {
  const number = finite(value)
  if (number !== undefined) return Math.round(number > latestSeconds ? number : number * 1000)
  const at = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(at) ? undefined : at
})

const toJson = (value: unknown): Json | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item) ?? null)
  return typeof value === 'object' ? jsonRecord(value) : undefined
}

/** The members that JSON can say, but `__proto__`. */
export const jsonRecord = (value: object, known: ReadonlySet<string> = new Set()): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
      const found = known.has(key) || key === '__proto__' ? undefined : toJson(item)
      return found === undefined ? [] : [[key, found] as const]
    }),
  )

/** What a payload says beyond the protocol: custom fields of the application. */
export const paramsOf = (value: unknown, known: ReadonlySet<string>): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null ? jsonRecord(value, known) : {}

export const record = reader('object', (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? jsonRecord(value) : undefined,
)

/** An array whose nothing is empty. */
export const listOf = <A>(item: t.Type<A, unknown>): t.Type<readonly A[], unknown> => orElse(t.readonlyArray(item), [])

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The names on the wire: `fullName` is `full_name`, but for those that `names` tells. */
export const wireNames = (shape: object, names: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.keys(shape).map((name) => names[name] ?? snake(name))

/** Our names become the wire's, values stay. */
export const toWire = (
  model: object,
  names: Readonly<Record<string, string>> = {},
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(model).map(([name, value]: [string, unknown]) => [names[name] ?? snake(name), value]),
  )

type Model<S extends t.Props> = { readonly [Name in keyof S]: t.TypeOf<S[Name]> }

function fromWire<S extends t.Props>(
  shape: S,
  wire: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Model<S>
function fromWire(shape: object, wire: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(Object.keys(shape).map((name, index) => [name, wire[names[index] ?? '']]))
}

/** A flat object of the wire as a model: the member `fullName` of `shape` decodes `full_name`. */
export const model = <S extends t.Props>(
  name: string,
  shape: S,
  names?: Readonly<Record<string, string>>,
): t.Type<Model<S>, unknown> => {
  const wired = wireNames(shape, names)
  const codecs = Object.values(shape)
  const wire = t.type(Object.fromEntries(wired.map((key, index) => [key, codecs[index] ?? t.unknown])), name)
  return built(name, wire, (found) => fromWire(shape, found, wired))
}

/** The one member of an envelope. */
export const member = <A>(name: string, inner: t.Type<A, unknown>): t.Type<A, unknown> =>
  codec(name, (value, context) =>
    t.UnknownRecord.is(value)
      ? inner.validate(value[name], t.appendContext(context, name, inner, value[name]))
      : t.failure(value, context, name),
  )

/** Either the thing itself or an envelope with it as its one member of that name (protocol A8). */
export const maybeInside = <A>(name: string, inner: t.Type<A, unknown>): t.Type<A, unknown> =>
  codec(inner.name, (value, context) =>
    (t.UnknownRecord.is(value) && name in value ? member(name, inner) : inner).validate(value, context),
  )
