import { flag, integer, isFields, isList, list, text, type Fields, type Json } from '../json.js'

type Comparable = number | string

/** Dates are compared as unix seconds, whether written as seconds, decimals or ISO text (protocol 1.7). */
const comparable = (value: Json | undefined, field: string): Comparable => {
  const written = text(value) ?? ''
  if (field === '_id') return written
  if (/^-?\d+(\.\d+)?$/.test(written)) return Number(written)
  const time = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(written) : Number.NaN
  return Number.isNaN(time) ? written : time / 1000
}

const compare = (a: Comparable, b: Comparable): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

type Operator = (actual: readonly Comparable[], wanted: readonly Comparable[]) => boolean

/** Some value of the field stands so to the value asked for. */
const some =
  (holds: (a: Comparable, b: Comparable) => boolean): Operator =>
  (actual, [wanted = '']) =>
    actual.some((value) => holds(value, wanted))

/** protocol 1.6. Only these take several values; to the others a comma is a comma. */
const ARRAY_OPERATORS: Readonly<Record<string, Operator>> = {
  in: (actual, wanted) => actual.some((value) => wanted.includes(value)),
  nin: (actual, wanted) => !actual.some((value) => wanted.includes(value)),
  all: (actual, wanted) => wanted.every((value) => actual.includes(value)),
}
const OPERATORS: Readonly<Record<string, Operator>> = {
  ...ARRAY_OPERATORS,
  eq: some((a, b) => compare(a, b) === 0),
  ne: (actual, [wanted = '']) => actual.every((value) => compare(value, wanted) !== 0),
  lt: some((a, b) => compare(a, b) < 0),
  lte: some((a, b) => compare(a, b) <= 0),
  gt: some((a, b) => compare(a, b) > 0),
  gte: some((a, b) => compare(a, b) >= 0),
  ctn: some((a, b) => String(a).includes(String(b))),
  start_with: some((a, b) => String(a).startsWith(String(b))),
}

/** `attachments.type` and `extensions[x]` reach into the field (protocol 4.2, 4.6). */
const valuesAt = (item: Fields, field: string): readonly Json[] => {
  const [head = '', next] = field.split('.')
  const value = item[head] ?? null
  if (next !== undefined && isList(value)) return value.flatMap((entry) => (isFields(entry) ? (entry[next] ?? []) : []))
  const reached = next === undefined ? value : isFields(value) ? (value[next] ?? null) : null
  return isList(reached) ? reached : [reached]
}

type Condition = readonly [field: string, operator: string, wanted: Json]

const conditionsOf = (field: string, wanted: Json): Condition[] => {
  if (!isFields(wanted)) return [[field, isList(wanted) ? 'in' : 'eq', wanted]]
  return Object.entries(wanted).map(([key, value]) =>
    Object.hasOwn(OPERATORS, key) ? [field, key, value] : [`${field}.${key}`, 'eq', value],
  )
}

/** Fields not named in `fields` are no filters. */
export const filterBy = (items: readonly Fields[], input: Fields, fields: readonly string[]): Fields[] => {
  const conditions = Object.entries(input)
    .filter(([field]) => fields.includes(field))
    .flatMap(([field, wanted]) => conditionsOf(field, wanted))
  const comparables = (values: readonly Json[], field: string) => values.map((value) => comparable(value, field))
  const holds = (item: Fields, [field, operator, wanted]: Condition) => {
    const values = Object.hasOwn(ARRAY_OPERATORS, operator) ? list(wanted) : [wanted]
    return OPERATORS[operator]?.(comparables(valuesAt(item, field), field), comparables(values, field))
  }
  return items.filter((item) => conditions.every((condition) => holds(item, condition)))
}

/** `sort_asc` and `sort_desc`; among equals the order they stand in, turned round for `sort_desc`: one is the mirror of the other. */
export const sortBy = (items: readonly Fields[], input: Fields): Fields[] => {
  const descending = text(input['sort_desc'])
  const field = descending ?? text(input['sort_asc'])
  if (field === undefined) return [...items]
  const turn = descending === undefined ? 1 : -1
  const standing = descending === undefined ? [...items] : [...items].reverse()
  return standing.sort((a, b) => turn * compare(comparable(a[field], field), comparable(b[field], field)))
}

/** At most 100, echoed as clamped (protocol 1.6). */
const rangeOf = (input: Fields) => ({
  skip: integer(input['skip'] ?? input['offset']) ?? 0,
  limit: Math.min(integer(input['limit']) ?? 100, 100),
})

export const slice = (items: readonly Fields[], input: Fields): Fields[] => {
  const { skip, limit } = rangeOf(input)
  return items.slice(skip, skip + limit)
}

/** The envelope of users v1 and blobs, each item wrapped (protocol 1.6). */
export const numberedPage = (items: readonly Fields[], input: Fields, wrapper: string): Fields => {
  const perPage = Math.min(integer(input['per_page']) ?? 10, 100)
  const current = integer(input['page']) ?? 1
  const found = slice(items, { skip: (current - 1) * perPage, limit: perPage }).map((item) => ({ [wrapper]: item }))
  return { current_page: current, per_page: perPage, total_entries: items.length, items: found }
}

/** A filtered, sorted page, or with `count=1` its number (protocol 1.6). */
export const query = (items: readonly Fields[], input: Fields, fields: readonly string[], usual: Fields): Fields => {
  const matching = filterBy(items, input, fields)
  if (flag(input['count'])) return { items: { count: matching.length } }
  const sorted = sortBy(sortBy(matching, usual), input)
  return { total_entries: sorted.length, ...rangeOf(input), items: slice(sorted, input) }
}
