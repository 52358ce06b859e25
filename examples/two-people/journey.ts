import { map, scan, type Observable } from 'rxjs'
import type { ConnectionState } from '../../lib/index.js'

/** The states since the last `ready`, and how long they took. */
export interface Journey {
  readonly steps: readonly string[]
  readonly since: number
  readonly over: boolean
  readonly ms: number
}

const next = (journey: Journey, state: ConnectionState, at: number): Journey => {
  const before: Journey = journey.over ? { steps: [], since: at, over: false, ms: 0 } : journey
  const repeated = before.steps.at(-1) === state.type
  const steps = repeated ? before.steps : [...before.steps, state.type]
  return { steps: steps.slice(-9), since: before.since, over: state.type === 'ready', ms: at - before.since }
}

const told = ({ steps, over, ms }: Journey): string =>
  steps.join(' → ') + (over ? ` in ${String(Math.round(ms))} ms` : '')

/** The way from one `ready` to the next, in the SDK's own words. */
export const journey = (state$: Observable<ConnectionState>): Observable<string> =>
  state$.pipe(
    scan((before: Journey, state) => next(before, state, performance.now()), {
      steps: [],
      since: 0,
      over: true,
      ms: 0,
    }),
    map(told),
  )
