import { guarded } from '../codec/decoder.js'
import { isRecord } from '../model/is-record.js'
import { aTime, isCount, isId, isKey, isText, isTime, requireArgument } from './arguments.js'
import { type Decoder, reader, wireName } from './codecs.js'

type Scalar = string | number | boolean | Date

/** By names of the wire, those with operators included: `updated_at[gt]` (protocol 1.6). */
export type Query = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>

const scalar = (value: Scalar): string =>
  encodeURIComponent(value instanceof Date ? value.toISOString() : typeof value === 'boolean' ? Number(value) : value)

/**
 * A query string without its `?`: brackets percent-encoded, null and undefined left out, booleans as 1 and 0. A list is
 * `a=1,2`, or `a[]=1&a[]=2` where its key ends so (protocol 1.5).
 */
export const serializeQuery = (query: Query): string =>
  Object.entries(query)
    .flatMap(([key, value]) => {
      // An empty list narrows nothing down; an empty `in`, which would match nothing, is refused where filters are checked.
      const items = [value ?? []].flat().map(scalar)
      const values = key.endsWith('[]') || items.length === 0 ? items : [items.join(',')]
      return values.map((item) => `${encodeURIComponent(key)}=${item}`)
    })
    .join('&')

/** A value, or comparisons that must all hold. */
export type Comparison<T> =
  T | { readonly lt?: T; readonly lte?: T; readonly gt?: T; readonly gte?: T; readonly ne?: T }
/** A value, or lists it must or must not be in. */
export type Choice<T> = T | { readonly in?: readonly T[]; readonly nin?: readonly T[]; readonly ne?: T }

/** The chat endpoints compare in unix seconds, decimals allowed (protocol 1.7). */
export const seconds = reader(aTime, (at) => (isTime(at) ? at / 1000 : undefined))
export const isoTime = reader(aTime, (at) => (isTime(at) ? new Date(at) : undefined))
export const user = guarded('a user id, a positive whole number', isId)
export const words = guarded('text that is not empty', isText)
export const key = guarded('an id without spaces, commas and slashes', isKey)
export const numberOf = (numbers: Readonly<Record<string, number>>): Decoder<number> =>
  reader(Object.keys(numbers).join(', '), (name) =>
    typeof name === 'string' && Object.hasOwn(numbers, name) ? numbers[name] : undefined,
  )

/** What a field is compared with. */
export type Fields = Readonly<Record<string, Decoder<Scalar>>>

/** Ours and the wire's (protocol 1.6). */
const operators: Readonly<Record<string, string>> = {
  ...{ in: 'in', nin: 'nin', ne: 'ne', lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte' },
  ...{ contains: 'ctn', startsWith: 'start_with' },
}

/** Of a beginning (protocol 1.6). */
const shortestStart = 4

const namesOf = (table: object): string => `one of ${Object.keys(table).join(', ')}`

const operand = (field: Decoder<Scalar>, value: unknown, path: string): Scalar | readonly Scalar[] => {
  const one = (item: unknown): Scalar => {
    const found = field.decode(item)
    requireArgument(found._tag === 'Right', path, field.name)
    return found.right
  }
  if (!Array.isArray(value)) return one(value)
  requireArgument(value.length > 0, path, 'no empty list: it would match nothing')
  return value.map(one)
}

/** The operator of a plain value, and what is added to a key with a list (protocol 1.5, 1.6). */
const dialects = { chat: ['', ''], users: ['[eq]', '[]'] } as const

/**
 * A filter as a query: a value is `field=value`, on users v2 `field[eq]`, a list `field[in]`, an object one
 * `field[operator]` each. Throws a `ChatError` of kind `argument` for what would match nothing or fail.
 */
export const filterQuery = (fields: Fields, filter: object = {}, dialect: keyof typeof dialects = 'chat'): Query => {
  const [equals, repeated] = dialects[dialect]
  const entry = (key: string, field: Decoder<Scalar>, value: unknown, path: string) =>
    [key + (Array.isArray(value) ? repeated : ''), operand(field, value, path)] as const
  const entries = Object.entries(filter).flatMap(([name, value]: [string, unknown]) => {
    const field = fields[name]
    const path = `filter.${name}`
    requireArgument(field !== undefined, path, namesOf(fields))
    if (value === undefined) return []
    const wire = wireName(name, fields)
    if (!isRecord(value)) return [entry(wire + (Array.isArray(value) ? '[in]' : equals), field, value, path)]
    return Object.entries(value).flatMap(([operator, item]) => {
      const spelled = operators[operator]
      const at = `${path}.${operator}`
      requireArgument(spelled !== undefined, at, namesOf(operators))
      const long = operator !== 'startsWith' || (isText(item) && item.length >= shortestStart)
      requireArgument(long, at, `${String(shortestStart)} characters or more`)
      return item === undefined ? [] : [entry(`${wire}[${spelled}]`, field, item, at)]
    })
  })
  return Object.fromEntries(entries)
}

/** Which part of a list. */
export interface Paging {
  /** From 1 to 100, default 100. */
  readonly limit?: number
  /** How many to pass over, default 0. */
  readonly skip?: number
}

type Asked = Readonly<Partial<Record<keyof Paging, number | undefined>>>

/** `limit` is clamped to 100 by the server, so a larger one is refused here rather than silently cut. */
export const paging = ({ limit, skip }: Asked): Asked => {
  requireArgument(isCount(limit ?? 1, 1) && (limit ?? 1) <= 100, 'limit', 'a whole number from 1 to 100')
  requireArgument(isCount(skip ?? 0, 0), 'skip', 'a whole number, 0 or more')
  return { limit, skip }
}
