/** Whether two values of plain data say the same. */
export const same = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const entries = Object.entries(one)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    entries.length === Object.keys(other).length &&
    entries.every(([key, value]) => Object.hasOwn(other, key) && same(value, Reflect.get(other, key)))
  )
}

/** The earlier one where both say the same: an unchanged value keeps its reference. */
export const kept = <T>(before: T | undefined, now: T): T => (before !== undefined && same(before, now) ? before : now)
