import { concat, defer, first, map, mergeMap, NEVER, of, range, throwError, timer, type Observable } from 'rxjs'
import type { ReconnectPolicy } from '../../lib/rx/policies.js'
import { reconnect } from '../../lib/rx/reconnect.js'
import { seededRandom } from '../../spec/support/seeded-random.js'
import { createSurvivingNode, type NodeLimits } from './surviving-node.js'
import { createVirtualTime } from './virtual-time.js'

export interface StormConfig extends NodeLimits {
  readonly clients: number
  /** Seconds that are watched. */
  readonly seconds: number
  /** The shortest and the longest round trip to the node, in ms. */
  readonly roundTrip: readonly [number, number]
  readonly seed: number
}

/** What reached the surviving node in one second. */
export interface Second {
  readonly attempts: number
  readonly refused: number
}

export interface Storm {
  readonly seconds: readonly Second[]
  /** When each client was back, in ms after the node died, in order. */
  readonly back: readonly number[]
}

/** Makes the policy of one client. */
export type PolicyOf = (random: () => number) => ReconnectPolicy

type LinkState = 'connecting' | 'ready'

const lost = new Error('The link is lost, or was refused.')

/** A node dies at 0 with all its clients; they reconnect to the one that is left, by the operator that the SDK uses. */
export const storm = (policyOf: PolicyOf, config: StormConfig): Storm => {
  const { clients, seconds, roundTrip, seed } = config
  const [shortest, longest] = roundTrip
  const random = seededRandom(seed)
  const time = createVirtualTime()
  const node = createSurvivingNode(config, () => time.now())
  const counts = Array.from({ length: seconds }, () => ({ attempts: 0, refused: 0 }))
  const back: number[] = []

  const arrive = (): number | undefined => {
    const turn = node.arrive()
    const second = counts[Math.floor(time.now() / 1000)]
    if (second !== undefined) {
      second.attempts++
      if (turn === undefined) second.refused++
    }
    return turn
  }
  const after = (ms: number): Observable<unknown> => timer(ms, time)
  const fails = (): Observable<never> => throwError(() => lost)
  /** The way there, the turn, the way back; a link that is up stays up. */
  const attempt = (way: number): Observable<LinkState> => {
    const answer = (turn: number | undefined): Observable<LinkState> =>
      turn === undefined
        ? after(way).pipe(mergeMap(fails))
        : concat(after(turn + way).pipe(map(() => 'ready' as const)), NEVER)
    return concat(of('connecting' as const), after(way).pipe(map(arrive), mergeMap(answer)))
  }
  const client = (): Observable<number> => {
    const way = (shortest + random() * (longest - shortest)) / 2
    // For the operator the link that is lost is the first attempt.
    const dying$ = after(way).pipe(mergeMap(fails))
    let lives = 0
    return defer(() => (lives++ === 0 ? dying$ : attempt(way))).pipe(
      reconnect<LinkState>({
        online$: NEVER,
        now$: NEVER,
        policy: policyOf(random),
        isUp: (state) => state === 'ready',
        isFatal: () => false,
        scheduler: time,
      }),
      first((state) => state === 'ready'),
      map(() => time.now()),
    )
  }

  const running = range(clients)
    .pipe(mergeMap(client))
    .subscribe({
      next: (at) => back.push(at),
      error: (error: unknown) => {
        throw new Error('a client gave up', { cause: error })
      },
    })
  time.run(seconds * 1000)
  running.unsubscribe()
  return { seconds: counts, back }
}
