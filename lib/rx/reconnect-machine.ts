import type { ReconnectPolicy } from './policies.js'

/** What `reconnect` says between attempts. `nextAttemptAt` is epoch milliseconds, `null` while no try is planned. */
export type ReconnectState =
  | {
      readonly type: 'reconnecting'
      /** The number of the coming try, from 1. */
      readonly attempt: number
      readonly nextAttemptAt: number | null
      readonly waitingFor: 'delay' | 'network'
    }
  | { readonly type: 'closed'; readonly reason: 'attempts-used-up'; readonly nextAttemptAt: number | null }

/** What is to be done until the next input; a new reference means: drop the old one, do this. */
export type Activity =
  | { readonly type: 'idle' }
  | { readonly type: 'attempt' }
  | { readonly type: 'wait'; readonly state: ReconnectState; readonly delay: number | null }

export interface Machine {
  /** Tries started since the last stable link. */
  readonly used: number
  readonly online: boolean
  readonly activity: Activity
}

/** `of` names the activity an input belongs to: what comes late, from one that was dropped, is passed over. */
export type Input =
  | { readonly type: 'start' }
  | { readonly type: 'now' }
  | { readonly type: 'online'; readonly online: boolean }
  | { readonly type: 'due'; readonly of: Activity }
  | { readonly type: 'failed'; readonly of: Activity; readonly wasStable: boolean; readonly least?: number }

export const initialMachine: Machine = { used: 0, online: true, activity: { type: 'idle' } }

/** Timers of JavaScript fire at once beyond 2^31 - 1 ms. */
const timerSafe = (ms: number): number => Math.min(Math.max(ms || 0, 0), 2 ** 31 - 1)

/** The reconnection as a reducer, pure but for the clock and the policy's jitter. */
export const createStep = (
  policy: ReconnectPolicy,
  now: () => number,
): ((machine: Machine, input: Input) => Machine) => {
  const automatic = policy.tries > 0

  const attempt = (machine: Machine): Machine => ({
    ...machine,
    used: Math.min(machine.used + 1, Math.max(policy.tries, 0)),
    activity: { type: 'attempt' },
  })

  const wait = (machine: Machine, least = 0): Machine => {
    const next = machine.used + 1
    const dormant = next > policy.tries
    const delay =
      automatic && machine.online
        ? timerSafe(Math.max(dormant ? policy.dormantDelay() : policy.delay(next), least))
        : null
    const nextAttemptAt = delay === null ? null : now() + delay
    const state: ReconnectState = dormant
      ? { type: 'closed', reason: 'attempts-used-up', nextAttemptAt }
      : { type: 'reconnecting', attempt: next, nextAttemptAt, waitingFor: delay === null ? 'network' : 'delay' }
    return { ...machine, activity: { type: 'wait', state, delay } }
  }

  const setOnline = (machine: Machine, online: boolean): Machine => {
    if (machine.online === online) return machine
    const changed = { ...machine, online }
    if (!automatic || machine.activity.type !== 'wait') return changed
    return online ? attempt(changed) : wait(changed)
  }

  return (machine, input) => {
    switch (input.type) {
      case 'start':
        return { ...machine, activity: { type: 'attempt' } }
      case 'now':
        return machine.activity.type === 'wait' ? attempt(machine) : machine
      case 'online':
        return setOnline(machine, input.online)
      case 'due':
        return machine.activity === input.of ? attempt(machine) : machine
      case 'failed':
        return machine.activity === input.of
          ? wait(input.wasStable ? { ...machine, used: 0 } : machine, input.least)
          : machine
    }
  }
}
