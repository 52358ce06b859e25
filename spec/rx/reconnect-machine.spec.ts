import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { createStep, initialMachine, type Input, type Machine } from '../../lib/rx/reconnect-machine.js'

type Kind = 'now' | 'on' | 'off' | 'due' | 'failed' | 'stable' | 'late'

const policy = (tries: number) => ({ tries, delay: (n: number) => n * 10, dormantDelay: () => 1000 })
const kinds = fc.array(fc.constantFrom<Kind>('now', 'on', 'off', 'due', 'failed', 'stable', 'late'), { maxLength: 60 })
const run = { seed: 7, numRuns: 500 }

/** Only inputs that can happen: a wait comes due only when it has a timer, an attempt fails only while it runs. */
const toInput = ({ activity }: Machine, kind: Kind): Input | undefined => {
  if (kind === 'now') return { type: 'now' }
  if (kind === 'on' || kind === 'off') return { type: 'online', online: kind === 'on' }
  if (kind === 'late') return { type: 'failed', of: { type: 'attempt' }, wasStable: true }
  if (kind === 'due')
    return activity.type === 'wait' && activity.delay !== null ? { type: 'due', of: activity } : undefined
  return activity.type === 'attempt' ? { type: 'failed', of: activity, wasStable: kind === 'stable' } : undefined
}

const walk = (tries: number, script: readonly Kind[], look: (before: Machine, after: Machine, kind: Kind) => void) => {
  const step = createStep(policy(tries), () => 0)
  let machine = step(initialMachine, { type: 'start' })
  for (const kind of script) {
    const input = toInput(machine, kind)
    if (!input) continue
    const before = machine
    machine = step(before, input)
    look(before, machine, kind)
  }
}

describe('reconnect machine', () => {
  it('waits with a timer exactly when online and allowed to try', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), kinds, (tries, script) => {
        walk(tries, script, (_, { activity, online, used }) => {
          expect(used).toBeLessThanOrEqual(tries)
          if (activity.type !== 'wait') return
          expect(activity.delay === null).toBe(!online || tries === 0)
          expect(activity.state.nextAttemptAt).toBe(activity.delay)
          if (activity.state.type === 'reconnecting') expect(activity.state.attempt).toBe(used + 1)
          else expect(used).toBe(tries)
        })
      }),
      run,
    )
  })

  it('leaves an attempt only when that very attempt fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), kinds, (tries, script) => {
        walk(tries, script, (before, after, kind) => {
          if (before.activity.type !== 'attempt' || kind === 'failed' || kind === 'stable') return
          expect(after.activity).toBe(before.activity)
        })
      }),
      run,
    )
  })

  it('goes back in its count only after a stable link', () => {
    fc.assert(
      fc.property(kinds, (script) => {
        walk(5, script, (before, after, kind) => {
          if (kind !== 'stable') expect(after.used).toBeGreaterThanOrEqual(before.used)
        })
      }),
      run,
    )
  })

  it.each([
    [NaN, 0],
    [-5, 0],
    [Infinity, 2 ** 31 - 1],
  ])('turns a delay of %s into one that timers can run', (asked, delay) => {
    const step = createStep({ tries: 1, delay: () => asked, dormantDelay: () => 0 }, () => 7)
    const trying = step(initialMachine, { type: 'start' })
    const waiting = step(trying, { type: 'failed', of: trying.activity, wasStable: false })
    expect(waiting.activity).toMatchObject({ type: 'wait', delay, state: { nextAttemptAt: 7 + delay } })
  })

  it.each([
    ['the error', 10, 50, 50],
    ['the policy', 50, 10, 50],
  ])('waits for as long as %s wants, if that is longer', (_whose, policyDelay, least, delay) => {
    const step = createStep({ tries: 1, delay: () => policyDelay, dormantDelay: () => 0 }, () => 0)
    const trying = step(initialMachine, { type: 'start' })
    const waiting = step(trying, { type: 'failed', of: trying.activity, wasStable: false, least })
    expect(waiting.activity).toMatchObject({ type: 'wait', delay })
  })
})
