import { argumentError } from '../errors/argument-error.js'
import type { Json } from '../model/message.js'
import { isElementName } from './extra-params.js'

/** A list or a record; by their tags, since a record of another frame has another prototype. */
const isPlain = (value: unknown): value is object =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'

/** The path of the first value JSON cannot say, which would get lost or lose the whole message: not every app is type-checked. */
const unsayable = (value: unknown, path: string, around: readonly unknown[] = []): string | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return undefined
  if (!isPlain(value) || around.includes(value)) return path
  for (const [key, inner] of Object.entries(value)) {
    const found = unsayable(inner, `${path}.${key}`, [...around, value])
    if (found !== undefined) return found
  }
  return undefined
}

/** Throws `ChatError` ('argument') for what would get lost on the wire; the error names where. */
export const checkSayable = (value: unknown, name: string): void => {
  const found = unsayable(value, name)
  if (found !== undefined)
    throw argumentError(
      found,
      'a value JSON can say: no undefined, NaN, Infinity, Date, Map, function, symbol, bigint or cycle',
    )
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isPlain(value) && !Array.isArray(value)

/** Throws `ChatError` ('argument') for a key that cannot be written as a name. */
export const checkName = (key: string, name: string): void => {
  if (!isElementName(key)) throw argumentError(name, 'an XML name as key: a letter or _, then letters, digits, . - _')
}

type Params = Readonly<Record<string, Json>>

/** Throws `ChatError` ('argument') for what cannot travel as custom fields: each becomes an element (protocol 3.8). */
export const checkParams: (params: unknown, name: string, reserved: ReadonlySet<string>) => asserts params is Params = (
  params,
  name,
  reserved,
) => {
  if (!isRecord(params)) throw argumentError(name, 'an object')
  for (const [key, value] of Object.entries(params)) {
    if (reserved.has(key)) throw argumentError(`${name}.${key}`, 'another key: this one belongs to the protocol')
    checkName(key, `${name}.${key}`)
    checkSayable(value, `${name}.${key}`)
  }
}
