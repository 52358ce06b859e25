import { Subject, type Observable } from 'rxjs'
import type { Order } from './arrange.js'
import { gapKey, type Gap, type OpenGap } from './gap.js'

/** That there is a gap, and later that there is none any more. */
export interface GapChange extends Gap {
  readonly open: boolean
}

/** The open gaps of the user who is online, oldest first. */
export interface Gaps {
  readonly gap$: Observable<GapChange>
  readonly list: () => readonly OpenGap[]
  readonly add: (gap: OpenGap) => void
  /** Some of it is in. */
  readonly update: (gap: OpenGap) => void
  /** All of it is in. */
  readonly close: (gap: Gap) => void
  /** It is told, and nothing more is done for it. */
  readonly giveUp: (gap: Gap) => void
  /** Whether everything is in. Tells what is not; what nobody wants is told and forgotten. */
  readonly settle: () => boolean
  readonly clear: () => void
  readonly complete: () => void
}

/** `wanted`: whether anybody listens to messages; nothing is fetched, and nothing held back, for nobody. */
export const createGaps = (wanted: () => boolean, order: (order: Order<never>) => void): Gaps => {
  const open = new Map<string, OpenGap>()
  const told = new Map<string, Gap>()
  const gap$ = new Subject<GapChange>()
  let incomplete = false

  const tell = ({ dialog, since }: Gap): void => {
    const key = gapKey({ dialog, since })
    if (told.has(key)) return
    told.set(key, { dialog, since })
    gap$.next({ dialog, since, open: true })
  }
  const end = (key: string): Gap | undefined => {
    const gap = told.get(key)
    open.delete(key)
    told.delete(key)
    order({ type: 'release', key })
    return gap
  }
  const giveUp = (gap: Gap): void => {
    incomplete = true
    tell(gap)
    end(gapKey(gap))
  }
  const add = (gap: OpenGap): void => {
    const key = gapKey(gap)
    // One that is open already began earlier.
    if (!open.has(key)) open.set(key, gap)
    if (gap.dialog !== null && wanted()) order({ type: 'hold', key })
  }
  return {
    gap$: gap$.asObservable(),
    list: () => [...open.values()],
    add,
    update: (gap) => open.set(gapKey(gap), gap),
    close: (gap) => {
      const ended = end(gapKey(gap))
      if (ended !== undefined) gap$.next({ ...ended, open: false })
    },
    giveUp,
    settle: () => {
      const left = [...open.values()]
      left.forEach(wanted() ? tell : giveUp)
      const whole = left.length === 0 && !incomplete
      incomplete = false
      return whole
    },
    clear: () => {
      for (const key of [...open.keys()]) end(key)
    },
    complete: () => gap$.complete(),
  }
}
