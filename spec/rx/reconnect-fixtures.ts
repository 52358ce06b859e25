import { defer, EMPTY, NEVER, type Observable } from 'rxjs'
import { fixed } from '../../lib/rx/policies.js'
import type { ReconnectConfig } from '../../lib/rx/reconnect.js'
import type { ReconnectState } from '../../lib/rx/reconnect-machine.js'

/**
 * A state is one letter, `u` is up; the error 'fatal' is fatal. Five tries, 10 ms apart, 100 ms asleep, no jitter.
 * The thousandth error is fatal too, so that a test of a hammering operator ends.
 */
export const config = (over: Partial<ReconnectConfig<string>> = {}): ReconnectConfig<string> => {
  let failures = 0
  return {
    online$: NEVER,
    now$: NEVER,
    policy: fixed({ delay: 10, jitter: 0, dormantDelay: 100, dormantJitter: 0 }),
    isUp: (state) => state === 'u',
    isFatal: (error) => error === 'fatal' || ++failures === 1000,
    stableFor: 50,
    ...over,
  }
}

export const delayed = (attempt: number, nextAttemptAt: number): ReconnectState => ({
  type: 'reconnecting',
  attempt,
  nextAttemptAt,
  waitingFor: 'delay',
})

export const offline = (attempt: number): ReconnectState => ({
  type: 'reconnecting',
  attempt,
  nextAttemptAt: null,
  waitingFor: 'network',
})

export const closed = (nextAttemptAt: number | null): ReconnectState => ({
  type: 'closed',
  reason: 'attempts-used-up',
  nextAttemptAt,
})

/** Each subscription gets the next one; the last one is repeated. */
export const attempts = (...each: readonly Observable<string>[]): Observable<string> => {
  let made = 0
  return defer(() => each[Math.min(made++, each.length - 1)] ?? EMPTY)
}
