// npm run bench -- [--rounds N] [--dry] [case …]: measures, and tells in bench/results.json and docs/performance.md.
// BENCH_PARTIES=ours:quiet,floor lets only these take part, BENCH_CPU_PROF=ours:quiet writes the CPU profile of one into
// .cache/cpu-prof; their names are the roles in the cases.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { format } from 'prettier'
import { connect } from './connect.js'
import { memory } from './memory.js'
import { receive } from './receive.js'
import { rest } from './rest.js'
import { routing } from './routing.js'
import { send } from './send.js'
import { size } from './size.js'
import { tableOf, type Case, type Row } from './support/case.js'
import { surroundings, type Surroundings } from './support/machine.js'
import { writeToPage } from './support/page.js'
import { timeline } from './timeline.js'

const cases: Readonly<Record<string, Case>> = { receive, send, connect, rest, timeline, routing, memory, size }
const file = 'bench/results.json'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, dry: { type: 'boolean', default: false } },
})

/** Every round of a case, beside what was measured of the others before. */
const writeResults = async (name: string, rows: readonly Row[], around: Surroundings): Promise<void> => {
  const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const results = { ...(typeof before === 'object' ? before : {}), [name]: { ...around, rows } }
  const short = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(5)) : value
  writeFileSync(file, await format(JSON.stringify(results, short), { parser: 'json', printWidth: 120 }))
}

for (const name of positionals.length === 0 ? Object.keys(cases) : positionals) {
  const measured = cases[name]
  if (measured === undefined) throw new Error(`no case called ${name}; there are ${Object.keys(cases).join(', ')}`)
  const rows = await measured.measure(Number(values.rounds))
  console.log(`\n${name}: ${measured.about}\n\n${tableOf(measured, rows)}`)
  if (values.dry) continue
  const around = surroundings()
  await writeResults(name, rows, around)
  writeToPage(name, measured, rows, around)
}
