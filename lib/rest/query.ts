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
