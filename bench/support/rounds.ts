import type { Figures } from './figures.js'
import type { Row } from './case.js'

/** The name of a row, and what gives its figures of one round. */
export type Turn = readonly [name: string, measure: () => Promise<Figures>]

/**
 * Takes all turns in each round, a different one first each time. The first round is for the compiler and does not count.
 */
export const interleave = async (
  turns: readonly Turn[],
  rounds: number,
  beforeRound: () => Promise<unknown> | undefined = () => undefined,
): Promise<readonly Row[]> => {
  const rows = turns.map(([name]) => ({ name, rounds: [] as Figures[] }))
  for (let round = -1; round < rounds; round++) {
    await beforeRound()
    for (const at of turns.keys()) {
      const turn = (at + round + 1) % turns.length
      const figures = await turns[turn]?.[1]()
      if (figures !== undefined && round >= 0) rows[turn]?.rounds.push(figures)
    }
  }
  return rows
}
