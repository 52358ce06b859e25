import type { Result } from './run-row.js'
import { medianAndMax } from './tally.js'

const head = [
  'SDK',
  'server',
  'links reset',
  'seed',
  'times',
  'sent',
  'lost',
  'doubled',
  'reordered',
  'false sent',
  'back, ms (max)',
  'note',
]

const seconds = (ms: number): string => String(Math.round(ms))

const cellsOf = ({ row, outcome }: Result): string[] => {
  const about = [row.sdk, row.server, row.weather.name, String(row.seed)]
  if (outcome instanceof Error) return [...about, ...Array.from({ length: 7 }, () => '–'), outcome.message]
  const { resets, sent, lost, doubled, reordered, falseSent, back, stalled } = outcome
  const [median, max] = medianAndMax(back)
  const counts = [resets, sent, lost, doubled, reordered, falseSent].map(String)
  return [...about, ...counts, `${seconds(median)} (${seconds(max)})`, stalled ? 'server stuck' : '']
}

/** Markdown, padded so that it reads well in a terminal, too. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = [head, ...results.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n')
}
