import { integer, isFields, isList, list, text, type Fields, type Json } from '../json.js'

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

const valuesOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [value ?? null])

const matchesOperator = (actual: Json | undefined, field: string, operator: string, wanted: Json): boolean => {
  const values = valuesOf(actual).map((value) => comparable(value, field))
  const single = comparable(wanted, field)
  const several = list(wanted).map((value) => comparable(value, field))
  switch (operator) {
    case 'eq':
      return values.some((value) => compare(value, single) === 0)
    case 'ne':
      return values.every((value) => compare(value, single) !== 0)
    case 'lt':
      return values.some((value) => compare(value, single) < 0)
    case 'lte':
      return values.some((value) => compare(value, single) <= 0)
    case 'gt':
      return values.some((value) => compare(value, single) > 0)
    case 'gte':
      return values.some((value) => compare(value, single) >= 0)
    case 'in':
      return values.some((value) => several.includes(value))
    case 'nin':
      return values.every((value) => !several.includes(value))
    case 'all':
      return several.every((value) => values.includes(value))
    case 'ctn':
      return values.some((value) => String(value).includes(String(single)))
    case 'start_with':
      return values.some((value) => String(value).startsWith(String(single)))
    default:
      return true
  }
}

/** `attachments.type` and `extensions[x]` reach into the field (protocol 4.2, 4.6). */
const valueAt = (item: Fields, field: string): Json | undefined => {
  const [head = '', ...rest] = field.split('.')
  const value = item[head]
  const [next] = rest
  if (next === undefined) return value
  if (isList(value)) return value.flatMap((entry) => (isFields(entry) ? (entry[next] ?? []) : []))
  return isFields(value) ? value[next] : undefined
}

const OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'nin', 'all', 'ctn', 'start_with']

/** Operators of protocol 1.6; fields not named in `fields` are no filters. */
export const filterBy = (items: readonly Fields[], query: Fields, fields: readonly string[]): Fields[] => {
  const conditions = Object.entries(query)
    .filter(([field]) => fields.includes(field))
    .flatMap(([field, wanted]) => {
      if (!isFields(wanted)) return [{ field, operator: isList(wanted) ? 'in' : 'eq', value: wanted }]
      return Object.entries(wanted).flatMap(([operator, value]) =>
        OPERATORS.includes(operator)
          ? [{ field, operator, value }]
          : [{ field: `${field}.${operator}`, operator: 'eq', value }],
      )
    })
  return items.filter((item) =>
    conditions.every(({ field, operator, value }) => matchesOperator(valueAt(item, field), field, operator, value)),
  )
}

/** `sort_asc` and `sort_desc`; among equals the order they stand in, turned round for `sort_desc`: one is the mirror of the other. */
export const sortBy = (items: readonly Fields[], query: Fields): Fields[] => {
  const descending = text(query['sort_desc'])
  const field = descending ?? text(query['sort_asc'])
  if (field === undefined) return [...items]
  const turn = descending === undefined ? 1 : -1
  const standing = descending === undefined ? [...items] : [...items].reverse()
  return standing.sort((a, b) => turn * compare(comparable(a[field], field), comparable(b[field], field)))
}

export interface Page {
  readonly skip: number
  readonly limit: number
}

/** At most 100, echoed as clamped (protocol 1.6). */
export const pageOf = (query: Fields): Page => ({
  skip: integer(query['skip'] ?? query['offset']) ?? 0,
  limit: Math.min(integer(query['limit']) ?? 100, 100),
})

export const slice = <T>(items: readonly T[], { skip, limit }: Page): T[] => items.slice(skip, skip + limit)
