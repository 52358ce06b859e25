import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { contenders } from '../../../bench/simulate/contenders.js'
import { storm, type PolicyOf, type StormConfig } from '../../../bench/simulate/storm.js'
import { stormChartOf } from '../../../bench/simulate/storm-chart.js'
import { summaryOf, tableOf } from '../../../bench/simulate/summary.js'

/** As the page has it, on a hundredth. */
const config: StormConfig = { clients: 100, capacity: 5, backlog: 5, seconds: 180, roundTrip: [20, 300], seed: 1 }

const [documented, byDefault, exponentially, spread] = Object.entries(contenders).map(([name, policyOf]) => {
  const result = storm(policyOf, config)
  return { name, storm: result, summary: summaryOf(result, config.clients) }
})

const never: PolicyOf = () => ({ tries: 5, delay: () => Infinity, dormantDelay: () => Infinity })

describe('a storm of 100 clients', () => {
  it('is the same for the same seed, and another for another', () => {
    for (const policyOf of Object.values(contenders)) expect(storm(policyOf, config)).toEqual(storm(policyOf, config))
    const again = storm(contenders['exponential()'] ?? never, { ...config, seed: 2 })
    expect(again).not.toEqual(exponentially?.storm)
  })

  it('comes all at once, five times, by the fixed delay that is documented, and leaves out who had no luck', () => {
    const { peak, attempts, refused, leftOut } = documented?.summary ?? {}
    expect(peak).toEqual({ attempts: 100, second: 5 })
    expect(leftOut).toBeGreaterThan(40)
    expect((attempts ?? 0) - (refused ?? 0)).toBe(100 - (leftOut ?? 0))
    const inUse = documented?.storm.seconds.flatMap(({ attempts }, second) => (attempts > 0 ? [second] : []))
    expect(inUse).toEqual([5, 10, 15, 20, 21, 25, 26])
  })

  it('comes at once and then ± 20 % by default, at last the dormant ones, until all are back', () => {
    expect(byDefault?.summary).toMatchObject({ peak: { attempts: 100, second: 0 }, leftOut: 0 })
    const later = byDefault?.storm.seconds.slice(1).map(({ attempts }) => attempts) ?? []
    expect(Math.max(...later)).toBeLessThan(60)
    expect(later.slice(0, 3)).toEqual([0, 0, 0])
    expect(byDefault?.summary.last).toBeGreaterThan(30_000)
  })

  it('is over soonest where it grows exponentially, and has no peak where the first try is spread', () => {
    expect(exponentially?.summary.last).toBeLessThan((byDefault?.summary.last ?? 0) / 2)
    expect(spread?.summary.peak.attempts).toBeLessThan(15)
    expect(spread?.summary.refused).toBeLessThan((exponentially?.summary.refused ?? 0) / 10)
    expect(spread?.summary.leftOut).toBe(0)
  })

  it('is let in one after the other, however many come', () => {
    for (const { back } of [documented, byDefault, exponentially, spread].map((each) => each?.storm ?? { back: [] })) {
      // Of six in a row the last waited for at least five turns of 200 ms, less what their ways differ.
      const tooSoon = back.filter((at, place) => (back[place + 5] ?? Infinity) - at < 1000 - 150)
      expect(tooSoon).toEqual([])
    }
  })

  it('is nothing where nobody tries', () => {
    const calm = storm(never, config)
    expect(summaryOf(calm, config.clients)).toEqual({
      ...{ peak: { attempts: 0, second: 0 }, attempts: 0, refused: 0 },
      ...{ half: null, most: null, last: null, leftOut: 100 },
    })
  })

  it('is drawn, with the peak of each policy', () => {
    const panels = [documented, byDefault].flatMap((panel) => (panel === undefined ? [] : [panel]))
    const chart = stormChartOf(panels, config.capacity)
    expect(chart).toContain('peak 100 a second, in second 5')
    expect(chart).toContain('peak 100 a second, in second 0')
    expect(chart).not.toMatch(/NaN|undefined/)
  })
})

interface Simulated {
  readonly policies: readonly { readonly name: string; readonly summary: ReturnType<typeof summaryOf> }[]
}

describe('the page', () => {
  it('has what was simulated last, and so has the chart', () => {
    const { policies }: Simulated = JSON.parse(readFileSync('bench/simulation.json', 'utf8'))
    const table = tableOf(Object.fromEntries(policies.map(({ name, summary }) => [name, summary])))
    expect(readFileSync('docs/scaling-out.md', 'utf8')).toContain(table)
    const chart = readFileSync('docs/images/simulation.svg', 'utf8')
    for (const { summary } of policies)
      expect(chart).toContain(`peak ${summary.peak.attempts.toLocaleString('en')} a second, in second`)
  })

  // When this changes, the page is out of date: `npm run simulate`.
  it('is of the policies as they are', () => {
    const all = [documented, byDefault, exponentially, spread].flatMap((each) => (each === undefined ? [] : [each]))
    expect(tableOf(Object.fromEntries(all.map(({ name, summary }) => [name, summary])))).toMatchInlineSnapshot(`
     "| policy | peak, attempts a second | in second | attempts | refused | half back, s | 99 %, s | all, s | left out |
     | --- | --: | --: | --: | --: | --: | --: | --: | --: |
     | as documented: 5 tries, 5 s before each | 100 | 5 | 420 | 375 | — | — | — | 55 |
     | fixed(), the default | 100 | 0 | 365 | 265 | 14.8 | 106.2 | 110.6 | 0 |
     | exponential() | 122 | 0 | 397 | 297 | 10.1 | 35.2 | 39.3 | 0 |
     | exponential(), the first try within 20 s | 10 | 5 | 116 | 16 | 10.3 | 20.6 | 21.0 | 0 |"
    `)
  })
})
