import { isRecord } from './is-record.js'

/** Whether two values of plain data say the same. */
export const same = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => same(value, other[index]))
  if (!isRecord(one) || !isRecord(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]))
}

/** The earlier one where both say the same: an unchanged value keeps its reference. */
export const kept = <T>(before: T | undefined, now: T): T => (before !== undefined && same(before, now) ? before : now)
