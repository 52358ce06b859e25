import { reader } from '../codec/decoder.js'
import { struct, type Shape, type Struct } from '../codec/struct.js'
export { at, built, optional, orElse, orNull, reader, type Decoder } from '../codec/decoder.js'
export { listOf, maybeInside, member, recordOf } from '../codec/struct.js'
import { isRecord } from '../model/is-record.js'
import type { Json } from '../model/message.js'

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
): Readonly<Record<string, A>> => {
  const members: Record<string, A> = {}
  for (const [key, item] of Object.entries<unknown>(typeof value === 'object' ? { ...value } : {})) {
    const found = key === '__proto__' ? undefined : read(item, key)
    if (found !== undefined) members[key] = found
  }
  return members
}

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

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** `fullName` is `full_name` on the wire, but for members of `shape` with a key of their own. */
export const wireName = (name: string, shape: Shape = {}): string => shape[name]?.key ?? snake(name)

export const wireNames = (shape: Shape): readonly string[] => Object.keys(shape).map((name) => wireName(name, shape))

/** Our names become the wire's, values stay. */
export const toWire = (model: object, shape?: Shape): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(model).map(([name, value]: [string, unknown]) => [wireName(name, shape), value]))

/** A flat object of the wire as a model: the member `fullName` of `shape` decodes `full_name`, if it has no key of its own. */
export const model = <S extends Shape>(name: string, shape: S): Struct<S> => struct(name, shape, snake)
