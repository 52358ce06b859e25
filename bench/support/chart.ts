import { shown, valueOf, type Case, type Row } from './case.js'

const [names, bars, values, step, head] = [280, 330, 80, 26, 40]

export const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Readable on white and on black, also where nobody tells which it is. */
const style = [
  'text{font:13px system-ui,sans-serif;fill:#737d88}',
  'rect{fill:#8c959f}.ours{fill:#2f81f7}',
  '@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}',
].join('')

/** A picture of that size; `.ours` is what is to be seen first. */
export const svgOf = (width: number, height: number, lines: readonly string[]): string => {
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    `<style>${style}</style>`,
    ...lines,
    '</svg>\n',
  ].join('\n')
}

const bar = (row: Row, at: number, value: number, width: number, digits?: number): string => {
  const y = head + at * step
  const length = Math.max(1, width)
  const ours = row.name.startsWith('connectycube-rx') ? ' class="ours"' : ''
  return [
    `<text x="${String(names - 8)}" y="${String(y + 14)}" text-anchor="end">${escaped(row.name)}</text>`,
    `<rect${ours} x="${String(names)}" y="${String(y)}" width="${length.toFixed(1)}" height="18" rx="2"/>`,
    `<text x="${(names + length + 6).toFixed(1)}" y="${String(y + 14)}">${shown(value, digits)}</text>`,
  ].join('')
}

/** The drawn column of a case as horizontal bars; rows without a value are left out. */
export const chartOf = ({ columns, chart }: Case, rows: readonly Row[]): string | undefined => {
  const column = columns.find(({ heading }) => heading === chart)
  if (column === undefined) return undefined
  const drawn = rows.map((row) => [row, valueOf(column, row, rows)] as const).filter(([, value]) => value > 0)
  const most = Math.max(...drawn.map(([, value]) => value))
  return svgOf(names + bars + values, head + drawn.length * step, [
    `<text x="${String(names)}" y="22">${escaped(column.heading)}</text>`,
    ...drawn.map(([row, value], at) => bar(row, at, value, (value / most) * bars, column.digits)),
  ])
}
