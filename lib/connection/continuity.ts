import type { Continuity } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { Link } from '../stream/stream-event.js'

/** How `ready` came about: told with the next `ready` that is really reached, however many links that takes. */
export interface ContinuityAccount {
  readonly of: (link: Pick<Link, 'resumed'>) => Continuity
  readonly told: () => void
}

/** Without catch-up a session that could not be resumed is an honest gap. */
export const createContinuity = (userId: () => UserId | undefined): ContinuityAccount => {
  const known = new Set<UserId | undefined>()
  const owed = new Map<UserId | undefined, Continuity>()
  return {
    of: ({ resumed }) => {
      if (!resumed) owed.set(userId(), known.has(userId()) ? 'gap' : 'first')
      return owed.get(userId()) ?? 'resumed'
    },
    told: () => {
      known.add(userId())
      owed.delete(userId())
    },
  }
}
