export type Json = string | number | boolean | null | readonly Json[] | Fields
// An interface: only that may refer to itself through `Json`.
export interface Fields {
  readonly [key: string]: Json
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const fieldsOf = (value: Json | undefined): Fields => (isFields(value) ? value : {})

/** Text of a scalar; nothing for null, objects and lists. */
export const text = (value: Json | undefined): string | undefined =>
  value == null || isFields(value) || isList(value) ? undefined : String(value)

/** Ids and flags arrive as numbers or as strings (protocol 1.7, 8). */
export const integer = (value: Json | undefined): number | undefined => {
  const written = text(value)?.trim()
  return written !== undefined && /^\d+$/.test(written) ? Number(written) : undefined
}

export const flag = (value: Json | undefined): boolean =>
  value === true || value === 1 || value === '1' || value === 'true'

/** A list, a `{"0": …}` map or a comma list, trimmed (protocol 1.2, 1.5). */
export const list = (value: Json | undefined): Json[] => {
  if (isList(value)) return value.flatMap((item) => (typeof item === 'string' ? list(item) : [item]))
  if (isFields(value)) return Object.values(value)
  const written = text(value)
  if (written === undefined) return []
  return written
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

export const integers = (value: Json | undefined): number[] =>
  list(value).flatMap((item) => {
    const number = integer(item)
    return number === undefined ? [] : [number]
  })

export const texts = (value: Json | undefined): string[] => list(value).flatMap((item) => text(item) ?? [])

/** A set in JSON. */
export const withItem = <T>(items: readonly T[], item: T): readonly T[] =>
  items.includes(item) ? items : [...items, item]

export const without = <T>(items: readonly T[], ...gone: readonly T[]): T[] =>
  items.filter((item) => !gone.includes(item))
