import { shown } from '../support/case.js'
import { escaped, svgOf } from '../support/chart.js'
import type { Second, Storm } from './storm.js'
import type { Summary } from './summary.js'

export interface Panel {
  readonly name: string
  readonly storm: Storm
  readonly summary: Summary
}

/** In px. After a minute there is nothing to be seen. */
const [left, right, head, panel, bars, barWidth, shownSeconds] = [56, 24, 40, 150, 96, 10, 60]
const width = left + shownSeconds * barWidth + right

const xOf = (second: number): number => left + second * barWidth

const rect = (x: number, top: number, height: number, ours: boolean): string =>
  height === 0
    ? ''
    : `<rect${ours ? ' class="ours"' : ''} x="${String(x)}" y="${top.toFixed(1)}" width="${String(barWidth - 1)}" height="${height.toFixed(1)}"/>`

const label = (x: number, y: number, text: string, anchor = 'start'): string =>
  `<text x="${String(x)}" y="${String(y)}" text-anchor="${anchor}">${escaped(text)}</text>`

/** The largest of 1, 10, 100 … that fits. */
const roundBelow = (count: number): number => 10 ** Math.floor(Math.log10(Math.max(1, count)))

const line = (y: number, dashed: boolean): string =>
  `<path d="M${String(left)} ${y.toFixed(1)}H${String(xOf(shownSeconds))}" stroke="#8c959f"${dashed ? ' stroke-dasharray="2 4"' : ''}/>`

/** The attempts of one policy, second by second: let in below, refused above. */
const panelOf = ({ name, storm, summary: { peak } }: Panel, top: number, most: number, capacity: number): string => {
  const base = top + 26 + bars
  const heightOf = (count: number): number => (count / most) * bars
  const barOf = ({ attempts, refused }: Second, second: number): string => {
    const [letIn, sentAway] = [heightOf(attempts - refused), heightOf(refused)]
    return rect(xOf(second), base - letIn, letIn, true) + rect(xOf(second), base - letIn - sentAway, sentAway, false)
  }
  const peakLabel = `peak ${shown(peak.attempts, 0)} a second, in second ${String(peak.second)}`
  return [
    label(left, top + 14, name),
    label(xOf(shownSeconds), top + 14, peakLabel, 'end'),
    ...storm.seconds.slice(0, shownSeconds).map(barOf),
    line(base - heightOf(capacity), true),
    line(base, false),
    label(left - 6, base + 4, '0', 'end'),
    label(left - 6, base - heightOf(roundBelow(most)) + 4, shown(roundBelow(most), 0), 'end'),
    ...[0, 15, 30, 45, 60].map((second) => label(xOf(second), base + 16, `${String(second)} s`, 'middle')),
  ].join('')
}

/** Attempts a second over time, one panel under the other, on one scale. */
export const stormChartOf = (panels: readonly Panel[], capacity: number): string => {
  const most = Math.max(...panels.map(({ summary }) => summary.peak.attempts))
  const legend = [
    rect(left, 12, 10, true),
    label(left + barWidth + 4, 22, 'let in'),
    rect(left + 70, 12, 10, false),
    label(left + 70 + barWidth + 4, 22, 'refused'),
    label(xOf(shownSeconds), 22, `attempts a second; dotted: the ${shown(capacity, 0)} that the node lets in`, 'end'),
  ].join('')
  return svgOf(width, head + panels.length * panel, [
    legend,
    ...panels.map((each, at) => panelOf(each, head + at * panel, most, capacity)),
  ])
}
