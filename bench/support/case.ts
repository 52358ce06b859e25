import type { Figures } from './figures.js'

/** One line of a table: the figures of every round. */
export interface Row {
  readonly name: string
  readonly rounds: readonly Figures[]
}

export interface Column {
  readonly heading: string
  readonly figure: string
  /** Decimals. Default: 1. */
  readonly digits?: number
  /** What a figure is multiplied with. Default: 1. */
  readonly times?: number
  /** The row whose figure is the unit of this column. */
  readonly against?: string
}

/** What is measured, and how it is shown. */
export interface Case {
  /** In a sentence, as it stands above the table. */
  readonly about: string
  /** The heading of the rows. */
  readonly of: string
  readonly columns: readonly Column[]
  /** The heading of the column that is drawn, too. */
  readonly chart?: string
  readonly measure: (rounds: number) => Promise<readonly Row[]>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

const medianOf = ({ rounds }: Row, figure: string): number => median(rounds.map((round) => round[figure] ?? NaN))

/** What a column says of a row: the median over the rounds, or how that compares. */
export const valueOf = (column: Column, row: Row, rows: readonly Row[]): number => {
  const { figure, times = 1, against } = column
  const unit = rows.find(({ name }) => name === against)
  const measured = medianOf(row, figure) * times
  if (against === undefined) return measured
  return unit === undefined ? NaN : measured / medianOf(unit, figure)
}

/** A number as tables and charts show it. */
export const shown = (value: number, digits = 1): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '—'

export const tableOf = ({ of, columns }: Case, rows: readonly Row[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line([of, ...columns.map(({ heading }) => heading)]),
    line([of, ...columns].map((_cell, at) => (at === 0 ? '---' : '--:'))),
    ...rows.map((row) =>
      line([row.name, ...columns.map((column) => shown(valueOf(column, row, rows), column.digits))]),
    ),
  ].join('\n')
}
