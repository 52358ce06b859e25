import type { Figures } from './figures.js'
import type { Row } from './result.js'

/** Who takes part, by the name of the row, and what one round of it gives. */
export type Contestants = Readonly<Record<string, () => Promise<Figures>>>

/**
 * Measures all in each round, one after the other, a different one first each time; `before` each round. The first round is
 * for the compiler and does not count.
 */
export const interleave = async (
  contestants: Contestants,
  rounds: number,
  before: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Row[]> => {
  const entries = Object.entries(contestants)
  const rows = entries.map(([name]) => ({ name, rounds: [] as Figures[] }))
  for (let round = -1; round < rounds; round++) {
    await before()
    for (const at of entries.keys()) {
      const turn = (at + round + 1) % entries.length
      const figures = await entries[turn]?.[1]()
      if (figures !== undefined && round >= 0) rows[turn]?.rounds.push(figures)
    }
  }
  return rows
}
