// npm run bench -- [--rounds N] [case …]: measures, and tells in bench/results.json and docs/performance.md.
import { parseArgs } from 'node:util'
import { receive } from './receive.js'
import { medianOf, type Case, type Result } from './support/result.js'

const cases: Readonly<Record<string, Case>> = { receive }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' } },
})

const show = (name: string, { about, rows }: Result): void => {
  console.log(`${name}: ${about}`)
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.name,
        Object.fromEntries(
          Object.keys(row.rounds[0] ?? {}).map((figure) => [figure, +medianOf(row, figure).toFixed(2)]),
        ),
      ]),
    ),
  )
}

for (const name of positionals.length === 0 ? Object.keys(cases) : positionals) {
  const measure = cases[name]
  if (measure === undefined) throw new Error(`no case called ${name}; there are ${Object.keys(cases).join(', ')}`)
  show(name, await measure(Number(values.rounds)))
}
