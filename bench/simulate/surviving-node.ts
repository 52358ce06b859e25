export interface NodeLimits {
  /** Logins a second. */
  readonly capacity: number
  /** How many may wait for their turn; who comes beyond them is refused. */
  readonly backlog: number
}

/** The node that is left: it lets in one after the other. `arrive` tells how many ms from now, `undefined`: refused. */
export const createSurvivingNode = (
  { capacity, backlog }: NodeLimits,
  now: () => number,
): { readonly arrive: () => number | undefined } => {
  const each = 1000 / capacity
  let freeAt = 0
  return {
    arrive: () => {
      const begin = Math.max(freeAt, now())
      if (begin - now() > backlog * each) return undefined
      freeAt = begin + each
      return freeAt - now()
    },
  }
}
