type Scalar = string | number | boolean | Date
type Value = Scalar | readonly Scalar[] | null | undefined

/** Operators of protocol 1.6, in wire spelling. */
export type Operators = Readonly<
  Partial<Record<'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'nin' | 'all' | 'ctn' | 'start_with', Value>>
>

export type Query = Readonly<Record<string, Value | Operators>>

/** How a list is written: `a=1,2` on chat endpoints, `a[]=1&a[]=2` on users v2 (protocol 1.5). */
export type ListStyle = 'comma' | 'repeated'

const isList = (value: unknown): value is readonly Scalar[] => Array.isArray(value)

const isOperators = (value: Value | Operators): value is Operators =>
  typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Date)

const scalar = (value: Scalar): string => {
  if (value instanceof Date) return encodeURIComponent(value.toISOString())
  return encodeURIComponent(typeof value === 'boolean' ? Number(value) : value)
}

const pairs = (key: string, value: Value, style: ListStyle): readonly string[] => {
  // An empty list narrows nothing down; an empty `in`, which would match nothing, is refused where filters are checked.
  if (value === null || value === undefined || (isList(value) && value.length === 0)) return []
  const name = encodeURIComponent(key)
  if (!isList(value)) return [`${name}=${scalar(value)}`]
  return style === 'comma'
    ? [`${name}=${value.map(scalar).join(',')}`]
    : value.map((item) => `${name}%5B%5D=${scalar(item)}`)
}

/** A query string without its `?`: brackets percent-encoded, null and undefined left out, booleans as 1 and 0. */
export const serializeQuery = (query: Query, style: ListStyle = 'comma'): string =>
  Object.entries(query)
    .flatMap(([field, value]) =>
      isOperators(value)
        ? Object.entries(value).flatMap(([operator, operand]) => pairs(`${field}[${operator}]`, operand, style))
        : pairs(field, value, style),
    )
    .join('&')
