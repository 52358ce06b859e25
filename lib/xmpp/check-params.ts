import { requireArgument } from '../errors/argument-error.js'
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

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isPlain(value) && !Array.isArray(value)

type Params = Readonly<Record<string, Json>>

/** Throws `ChatError` ('argument') for what cannot travel as custom fields: each becomes an element (protocol 3.8). */
export const checkParams: (params: unknown, name: string, reserved: ReadonlySet<string>) => asserts params is Params = (
  params,
  name,
  reserved,
) => {
  requireArgument(isRecord(params), name, 'an object')
  for (const [key, value] of Object.entries(params)) {
    const path = `${name}.${key}`
    requireArgument(!reserved.has(key), path, 'another key: this one belongs to the protocol')
    requireArgument(isElementName(key), path, 'an XML name as key: a letter or _, then letters, digits, . - _')
    const found = unsayable(value, path)
    requireArgument(
      found === undefined,
      found ?? path,
      'a value JSON can say: no undefined, NaN, Infinity, Date, Map, function, symbol, bigint or cycle',
    )
  }
}
