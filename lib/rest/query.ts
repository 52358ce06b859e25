import { isRecord } from '../model/is-record.js'
import { aTime, isCount, isId, isKey, isText, isTime, requireArgument } from './arguments.js'

type Scalar = string | number | boolean | Date

/** By names of the wire, those with operators included: `updated_at[gt]` (protocol 1.6). */
export type Query = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>

/** How a list is written: `a=1,2` on chat endpoints, `a[]=1&a[]=2` on users v2 (protocol 1.5). */
export type ListStyle = 'comma' | 'repeated'

const isList = (value: Query[string]): value is readonly Scalar[] => Array.isArray(value)

const scalar = (value: Scalar): string =>
  encodeURIComponent(value instanceof Date ? value.toISOString() : typeof value === 'boolean' ? Number(value) : value)

/** A query string without its `?`: brackets percent-encoded, null and undefined left out, booleans as 1 and 0. */
export const serializeQuery = (query: Query, style: ListStyle = 'comma'): string =>
  Object.entries(query)
    .flatMap(([key, value]) => {
      // An empty list narrows nothing down; an empty `in`, which would match nothing, is refused where filters are checked.
      if (value === null || value === undefined || (isList(value) && value.length === 0)) return []
      const name = encodeURIComponent(key)
      if (!isList(value)) return [`${name}=${scalar(value)}`]
      const items = value.map(scalar)
      return style === 'comma' ? [`${name}=${items.join(',')}`] : items.map((item) => `${name}%5B%5D=${item}`)
    })
    .join('&')

/** A value, or comparisons that must all hold. */
export type Comparison<T> =
  T | { readonly lt?: T; readonly lte?: T; readonly gt?: T; readonly gte?: T; readonly ne?: T }
/** A value, or lists it must or must not be in. */
export type Choice<T> = T | { readonly in?: readonly T[]; readonly nin?: readonly T[]; readonly ne?: T }

/** What a filter compares with: `undefined` means "not that". */
interface Kind {
  readonly expected: string
  readonly wire: (value: unknown) => Scalar | undefined
}

const kind = <T>(expected: string, is: (value: unknown) => value is T, wire: (value: T) => Scalar): Kind => ({
  expected,
  wire: (value) => (is(value) ? wire(value) : undefined),
})

/** The chat endpoints compare in unix seconds, decimals allowed (protocol 1.7). */
export const seconds = kind(aTime, isTime, (at) => at / 1000)
export const isoTime = kind(aTime, isTime, (at) => new Date(at))
export const user = kind('a user id, a positive whole number', isId, (id) => id)
export const words = kind('text that is not empty', isText, (text) => text)
export const key = kind('an id without spaces, commas and slashes', isKey, (id) => id)
export const oneOf = (numbers: Readonly<Record<string, number>>): Kind => ({
  expected: Object.keys(numbers).join(', '),
  wire: (value) => (typeof value === 'string' && Object.hasOwn(numbers, value) ? numbers[value] : undefined),
})

/** Field by field: its wire name and what it is compared with. */
export type Fields = Readonly<Record<string, readonly [wire: string, kind: Kind]>>

/** Ours and the wire's (protocol 1.6). */
const operators: Readonly<Record<string, string>> = {
  ...{ in: 'in', nin: 'nin', ne: 'ne', lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte' },
  ...{ contains: 'ctn', startsWith: 'start_with' },
}

/** Of a beginning (protocol 1.6). */
const shortestStart = 4

const namesOf = (table: object): string => `one of ${Object.keys(table).join(', ')}`

const operand = (kind: Kind, value: unknown, path: string): Scalar | readonly Scalar[] => {
  const one = (item: unknown): Scalar => {
    const found = kind.wire(item)
    requireArgument(found !== undefined, path, kind.expected)
    return found
  }
  if (!Array.isArray(value)) return one(value)
  requireArgument(value.length > 0, path, 'no empty list: it would match nothing')
  return value.map(one)
}

/**
 * A filter as a query: a value is `field=value`, or with `equals` behind the field where it is given, a list `field[in]`,
 * an object one `field[operator]` each. Throws a `ChatError` of kind `argument` for what would match nothing or fail.
 */
export const filterQuery = (fields: Fields, filter: object = {}, equals = ''): Query => {
  const entries = Object.entries(filter).flatMap(([name, value]: [string, unknown]) => {
    const [wire, kind] = fields[name] ?? []
    const path = `filter.${name}`
    requireArgument(wire !== undefined && kind !== undefined, path, namesOf(fields))
    if (value === undefined) return []
    if (!isRecord(value))
      return [[wire + (Array.isArray(value) ? '[in]' : equals), operand(kind, value, path)] as const]
    return Object.entries(value).flatMap(([operator, item]) => {
      const spelled = operators[operator]
      const at = `${path}.${operator}`
      requireArgument(spelled !== undefined, at, namesOf(operators))
      const long = operator !== 'startsWith' || (isText(item) && item.length >= shortestStart)
      requireArgument(long, at, `${String(shortestStart)} characters or more`)
      return item === undefined ? [] : [[`${wire}[${spelled}]`, operand(kind, item, at)] as const]
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
