import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { config } from 'rxjs'
import type { Cut, Keeping } from './support/virtual-server.js'
import { runChanges } from './support/virtual-changes.js'
import { leftovers, runSession, wrongs, type Pair } from './support/virtual-session.js'

const keepings: readonly Keeping[] = ['granted', 'counted', 'refused', 'silent', 'plain', 'none']

/** Where the server tells no count after a cut, it makes no difference whether it handled the last frame. */
const sidesOf = (keeping: Keeping): readonly Cut['side'][] =>
  keeping === 'granted' || keeping === 'counted' ? ['before', 'after'] : ['before']

/** What no cut leads to: an error that nobody handles. */
const unhandled: unknown[] = []

/** A session over links of which Ann's are cut, and what of the promises was broken; `lossy`: what was on its way to her may be lost. */
type Run = (
  keeping: Keeping,
  prepare?: (ann: Pick<Pair['ann'], 'line'>) => void,
  patience?: number,
) => Pair & {
  readonly frames: Readonly<Record<Cut['direction'], number>>
  readonly wrongs: (lossy?: boolean) => readonly string[]
}

const scenarios: readonly (readonly [string, Run])[] = [
  [
    'messages',
    (...how) => {
      const session = runSession(...how)
      return { ...session, wrongs: (lossy) => wrongs(session, lossy) }
    },
  ],
  ['edits, deletions, reactions and markers', runChanges],
]
const cases = scenarios.flatMap(([name, run]) => keepings.map((keeping) => [name, keeping, run] as const))

/** What one run broke, with the cut that did it. */
const broken = (run: Run, keeping: Keeping, cuts: readonly Cut[]): string[] => {
  // A resumption that is never answered takes 20 s; lost links in a row by waits.
  const patience = cuts.length > 1 ? 240_000 : keeping === 'silent' ? 30_000 : 8000
  const session = run(keeping, ({ line }) => line.plan(...cuts), patience)
  const found = [...session.wrongs(keeping === 'none'), ...leftovers(session)]
  const links = session.ann.line.sockets.length
  if (links < 2) found.push('no link was cut')
  return found.map(
    (wrong) => `${cuts.map((cut) => `${cut.direction} ${cut.side} ${String(cut.frame)}`).join()}: ${wrong}`,
  )
}

describe('a session that is cut', () => {
  beforeAll(() => {
    config.onUnhandledError = (error) => unhandled.push(error)
  })
  afterEach(async () => {
    // RxJS tells of them a macrotask later.
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(unhandled).toEqual([])
  })
  afterAll(() => {
    config.onUnhandledError = null
  })

  it.each(keepings)('is whole when it is not cut (%s)', (keeping) => {
    const session = runSession(keeping)
    expect(session.ann.line.sockets).toHaveLength(1)
    expect(wrongs(session)).toEqual([])
    expect(session.ben.typing).toEqual(['starts', 'stops'])
    expect(leftovers(session)).toEqual([])
  })

  it.each(keepings)('is whole with its changes when it is not cut (%s)', (keeping) => {
    const session = runChanges(keeping)
    expect(session.ann.line.sockets).toHaveLength(1)
    expect(session.wrongs()).toEqual([])
    expect(leftovers(session)).toEqual([])
  })

  it.each(cases)('loses, doubles and reorders none of its %s, wherever it is cut (%s)', (_, keeping, run) => {
    const { frames } = run(keeping)
    const cuts = (['up', 'down'] as const).flatMap((direction) =>
      Array.from({ length: frames[direction] }, (_, index) => index + 1).flatMap((frame) =>
        sidesOf(keeping).map((side): Cut => ({ direction, frame, side })),
      ),
    )
    expect(cuts.length).toBeGreaterThan(40)
    expect(cuts.flatMap((cut) => broken(run, keeping, [cut]))).toEqual([])
  })

  it.each(cases)('loses, doubles and reorders none of its %s, cut again and again (%s)', (_, keeping, run) => {
    const cut = fc.record({
      direction: fc.constantFrom('up' as const, 'down' as const),
      frame: fc.integer({ min: 1, max: 50 }),
      side: fc.constantFrom('before' as const, 'after' as const),
    })
    const first = { direction: 'up', frame: 3, side: 'after' } as const
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        expect(broken(run, keeping, [first, ...cuts])).toEqual([])
      }),
      { seed: 31, numRuns: 25 },
    )
  })
})
