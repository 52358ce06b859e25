import { readFileSync, writeFileSync } from 'node:fs'
import { tableOf, type Case, type Row } from './case.js'
import { chartOf } from './chart.js'
import type { Surroundings } from './machine.js'

const page = 'docs/performance.md'

/** Writes what was measured in a case between its marks, with its chart. */
export const writeToPage = (
  name: string,
  measured: Case,
  rows: readonly Row[],
  { date, machine, node }: Surroundings,
): void => {
  const marks = [`<!-- measured by npm run bench -- ${name} -->`, `<!-- end of ${name} -->`] as const
  const chart = chartOf(measured, rows)
  const image = `images/bench-${name}.svg`
  if (chart !== undefined) writeFileSync(`docs/${image}`, chart)
  const rounds = rows[0]?.rounds.length ?? 0
  const how = rounds > 1 ? `, medians of ${String(rounds)} rounds` : ''
  const parts = [
    `${measured.about} Measured on ${date}: ${machine}, Node ${node}${how}.`,
    ...(chart === undefined ? [] : [`![${measured.chart ?? ''}](${image})`]),
    tableOf(measured, rows),
  ]
  const [before = '', rest] = readFileSync(page, 'utf8').split(marks[0])
  const [, after] = rest?.split(marks[1]) ?? []
  if (after === undefined) throw new Error(`${page} has no place for ${name}`)
  writeFileSync(page, [before + marks[0], ...parts, marks[1] + after].join('\n\n'))
}
