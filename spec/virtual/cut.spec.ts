import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { config } from 'rxjs'
import type { Cut, Keeping } from './support/virtual-server.js'
import { leftovers, runSession, wrongs } from './support/virtual-session.js'

const keepings: readonly Keeping[] = ['granted', 'counted', 'refused', 'silent', 'plain', 'none']

/** Where the server tells no count after a cut, it makes no difference whether it handled the last frame. */
const sidesOf = (keeping: Keeping): readonly Cut['side'][] =>
  keeping === 'granted' || keeping === 'counted' ? ['before', 'after'] : ['before']

/** What no cut leads to: an error that nobody handles. */
const unhandled: unknown[] = []

/** What one run broke, with the cut that did it. */
const broken = (keeping: Keeping, cuts: readonly Cut[]): string[] => {
  // A resumption that is never answered takes 20 s; lost links in a row by waits.
  const patience = cuts.length > 1 ? 240_000 : keeping === 'silent' ? 30_000 : 8000
  const session = runSession(keeping, ({ line }) => line.plan(...cuts), patience)
  const found = [...wrongs(session, keeping === 'none'), ...leftovers(session)]
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

  it.each(keepings)('loses, doubles and reorders nothing, wherever it is cut (%s)', (keeping) => {
    const { frames } = runSession(keeping)
    const cuts = (['up', 'down'] as const).flatMap((direction) =>
      Array.from({ length: frames[direction] }, (_, index) => index + 1).flatMap((frame) =>
        sidesOf(keeping).map((side): Cut => ({ direction, frame, side })),
      ),
    )
    expect(cuts.length).toBeGreaterThan(40)
    expect(cuts.flatMap((cut) => broken(keeping, [cut]))).toEqual([])
  })

  it.each(keepings)('loses, doubles and reorders nothing, cut again and again (%s)', (keeping) => {
    const cut = fc.record({
      direction: fc.constantFrom('up' as const, 'down' as const),
      frame: fc.integer({ min: 1, max: 50 }),
      side: fc.constantFrom('before' as const, 'after' as const),
    })
    const first = { direction: 'up', frame: 3, side: 'after' } as const
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        expect(broken(keeping, [first, ...cuts])).toEqual([])
      }),
      { seed: 31, numRuns: 25 },
    )
  })
})
