import { readFileSync, writeFileSync } from 'node:fs'
import { tableOf, type Case, type Row } from './case.js'
import { chartOf } from './chart.js'
import type { Surroundings } from './machine.js'

const page = 'docs/performance.md'

/** Writes paragraphs into a page, in place of what is between two marks. */
export const writeBetween = (path: string, marks: readonly [string, string], paragraphs: readonly string[]): void => {
  const [before = '', rest] = readFileSync(path, 'utf8').split(marks[0])
  const [, after] = rest?.split(marks[1]) ?? []
  if (after === undefined) throw new Error(`${path} has no place for ${marks[0]}`)
  writeFileSync(path, [before + marks[0], ...paragraphs, marks[1] + after].join('\n\n'))
}

/** Writes what was measured in a case between its marks, with its chart. */
export const writeToPage = (
  name: string,
  measured: Case,
  rows: readonly Row[],
  { date, machine, node }: Surroundings,
): void => {
  const chart = chartOf(measured, rows)
  const image = `images/bench-${name}.svg`
  if (chart !== undefined) writeFileSync(`docs/${image}`, chart)
  const rounds = rows[0]?.rounds.length ?? 0
  const how = rounds > 1 ? `, medians of ${String(rounds)} rounds` : ''
  writeBetween(
    page,
    [`<!-- measured by npm run bench -- ${name} -->`, `<!-- end of ${name} -->`],
    [
      `${measured.about} Measured on ${date}: ${machine}, Node ${node}${how}.`,
      ...(chart === undefined ? [] : [`![${measured.chart ?? ''}](${image})`]),
      tableOf(measured, rows),
    ],
  )
}
