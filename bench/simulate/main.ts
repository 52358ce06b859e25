// npm run simulate -- [--clients N] [--capacity N] [--seed N] [--dry]: simulates how clients come back after the death of
// their node, and tells in bench/simulation.json and docs/scaling-out.md. The same seed, the same result.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { format } from 'prettier'
import { shown } from '../support/case.js'
import { writeBetween } from '../support/page.js'
import { contenders } from './contenders.js'
import { storm, type StormConfig } from './storm.js'
import { stormChartOf } from './storm-chart.js'
import { summaryOf, tableOf } from './summary.js'

const page = 'docs/scaling-out.md'
const image = 'images/simulation.svg'
const marks = ['<!-- simulated by npm run simulate -->', '<!-- end of what was simulated -->'] as const

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    capacity: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    dry: { type: 'boolean', default: false },
  },
})
const config: StormConfig = {
  clients: Number(values.clients),
  capacity: Number(values.capacity),
  backlog: Number(values.capacity),
  seconds: 180,
  roundTrip: [20, 300],
  seed: Number(values.seed),
}

const panels = Object.entries(contenders).map(([name, policyOf]) => {
  const result = storm(policyOf, config)
  return { name, storm: result, summary: summaryOf(result, config.clients) }
})
const table = tableOf(Object.fromEntries(panels.map(({ name, summary }) => [name, summary])))
console.log(table)

if (!values.dry) {
  const policies = panels.map(({ name, storm: { seconds }, summary }) => ({
    ...{ name, summary },
    attempts: seconds.map(({ attempts }) => attempts),
    refused: seconds.map(({ refused }) => refused),
  }))
  const json = await format(JSON.stringify({ config, policies }), { parser: 'json', printWidth: 120 })
  writeFileSync('bench/simulation.json', json)
  writeFileSync(`docs/${image}`, stormChartOf(panels, config.capacity))
  const { clients, capacity, backlog, seed } = config
  const about = `${shown(clients, 0)} clients; the node that is left lets in ${shown(capacity, 0)} a second, ${shown(backlog, 0)} may wait; seed ${String(seed)}.`
  writeBetween(page, marks, [about, `![attempts a second over time, by policy](${image})`, table])
  console.log(`written to ${page}`)
}
