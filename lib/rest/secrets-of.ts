const secretKeys = /password|token|secret|auth_key|signature/i

/** Every secret a request carries: what its headers say and what its body names like one. */
export const secretsOf = (headers: readonly (string | undefined)[], body: unknown): readonly string[] => {
  const found = headers.filter((value) => value !== undefined)
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && secretKeys.test(key)) found.push(item)
      else visit(item)
    }
  }
  visit(body)
  return found.filter((secret) => secret !== '')
}
