import { expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'

const page = readFileSync('docs/reliability.md', 'utf8')

/** The columns of a table that the summary speaks of. */
const rowsOf = (sdk: string) =>
  page
    .split('\n')
    .filter((line) => line.startsWith(`| ${sdk}`))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => [7, 8, 9, 10].map((column) => Number(cells[column])))
    .map(([lost = NaN, doubled = NaN, reordered = NaN, falseSent = NaN]) => ({ lost, doubled, reordered, falseSent }))

const ours = rowsOf('connectycube-rx ')
const official = rowsOf('connectycube 6')
const column = (rows: typeof ours, name: keyof (typeof ours)[number]) => rows.map((row) => row[name])
const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0)
const above0 = (figures: readonly number[]): number => figures.filter((figure) => figure > 0).length

it('docs/reliability.md sums up its table', () => {
  const [lost, falseSent] = [column(official, 'lost'), column(official, 'falseSent')]
  const [, summary = ''] = /^In short: ([^]*?)\n\n/m.exec(page) ?? []
  expect(summary.match(/\b\d+\b/g)?.map(Number)).toEqual([
    ours.length,
    ...(['lost', 'doubled', 'reordered'] as const).map((name) => sum(column(ours, name))),
    ...[above0(lost), official.length, Math.max(...lost), 600],
    ...[above0(falseSent), Math.max(...falseSent)],
  ])
})
