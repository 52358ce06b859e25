import { shown } from '../support/case.js'
import type { Storm } from './storm.js'

/** What a storm came to; times in ms after the node died. */
export interface Summary {
  readonly peak: { readonly attempts: number; readonly second: number }
  readonly attempts: number
  readonly refused: number
  /** When half of the clients, 99 of 100 and the last one were back; `null`: they were not. */
  readonly half: number | null
  readonly most: number | null
  readonly last: number | null
  readonly leftOut: number
}

export const summaryOf = ({ seconds, back }: Storm, clients: number): Summary => {
  const attempts = seconds.map((second) => second.attempts)
  const most = Math.max(...attempts)
  const backOf = (share: number): number | null => back[Math.ceil(share * clients) - 1] ?? null
  return {
    peak: { attempts: most, second: attempts.indexOf(most) },
    attempts: attempts.reduce((sum, count) => sum + count, 0),
    refused: seconds.reduce((sum, { refused }) => sum + refused, 0),
    half: backOf(0.5),
    most: backOf(0.99),
    last: backOf(1),
    leftOut: clients - back.length,
  }
}

const inSeconds = (ms: number | null): string => shown(ms === null ? NaN : ms / 1000)

/** The summaries as a table in Markdown, by policy. */
export const tableOf = (summaries: Readonly<Record<string, Summary>>): string => {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const columns = ['peak, attempts a second', 'in second', 'attempts', 'refused', 'half back, s', '99 %, s', 'all, s']
  return [
    row(['policy', ...columns, 'left out']),
    row(['---', ...columns.map(() => '--:'), '--:']),
    ...Object.entries(summaries).map(([name, { peak, attempts, refused, half, most, last, leftOut }]) =>
      row([
        name,
        ...[peak.attempts, peak.second, attempts, refused].map((count) => shown(count, 0)),
        ...[half, most, last].map(inSeconds),
        shown(leftOut, 0),
      ]),
    ),
  ].join('\n')
}
