/** One line of a table: a figure of every round, by name. */
export interface Row {
  readonly name: string
  readonly rounds: readonly Readonly<Record<string, number>>[]
}

/** What a case measured. */
export interface Result {
  /** What was measured, in a sentence. */
  readonly about: string
  readonly rows: readonly Row[]
}

/** Measures one case in so many rounds. */
export type Case = (rounds: number) => Promise<Result>

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** The median of a figure over the rounds of a row. */
export const medianOf = ({ rounds }: Row, figure: string): number => median(rounds.map((round) => round[figure] ?? NaN))
