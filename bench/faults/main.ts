// Measures this SDK and the official one side by side, and writes the table into docs/reliability.md.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { from, lastValueFrom, mergeMap, tap, toArray } from 'rxjs'
import { startEjabberd } from '../../scripts/servers/start-ejabberd.js'
import { startProsody } from '../../scripts/servers/start-prosody.js'
import { sandboxRows, serverRows, weathers, type Measured, type Row } from '../../spec/faults/rows.js'
import { resultOf } from '../../spec/faults/run-row.js'
import { enterWithRx } from '../../spec/faults/rx-party.js'
import { serverSite } from '../../spec/faults/site.js'
import { tableOf } from '../../spec/faults/table.js'
import { writeBetween } from '../support/page.js'
import { enterWithOfficial } from './official-party.js'

/** Runs at once: each of the official SDK's has two processes more. */
const width = 5
const page = 'docs/reliability.md'
const marks = ['<!-- measured by npm run bench:faults -->', '<!-- end of what was measured -->'] as const

const versionOf = (name: string): string => {
  const file: unknown = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
  return typeof file === 'object' && file !== null && 'version' in file ? String(file.version) : 'unknown'
}
const debian = (name: string): string => execFileSync('dpkg-query', ['-W', '-f=${Version}', name], { encoding: 'utf8' })

const ours: Measured = { sdk: 'connectycube-rx', enter: enterWithRx }
const official: Measured = { sdk: `connectycube ${versionOf('connectycube')}`, enter: enterWithOfficial }

const surroundings = (): string => {
  const [cpu] = cpus()
  const servers = ['ejabberd', 'prosody'].map((name) => `${name} ${debian(name)}`)
  const machine = `${String(cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`
  return `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}, ${servers.join(', ')}, ${String(width)} runs at once.`
}

/** Settings that are this SDK's own have no row of the official one. */
const comparable = ({ weather }: Row): boolean => weathers.includes(weather)

const measureAll = async (): Promise<string> => {
  const ejabberd = await startEjabberd()
  const prosody = await startProsody()
  // Once each: users are numbered by whoever opens the site.
  const sites = { ejabberd: serverSite(() => ejabberd), prosody: serverSite(() => prosody) }
  const rowsOf = (measured: Measured): Row[] => [
    ...sandboxRows(measured, measured === official ? ['grant'] : undefined),
    ...serverRows(measured, 'ejabberd', sites.ejabberd),
    ...serverRows(measured, 'prosody', sites.prosody),
  ]
  const rows = [...rowsOf(ours), ...rowsOf(official).filter(comparable)].sort((one, other) => one.seed - other.seed)
  try {
    const results$ = from(rows).pipe(
      mergeMap(resultOf, width),
      tap((result) => {
        console.log(tableOf([result]).split('\n').at(-1))
      }),
      toArray(),
    )
    const results = await lastValueFrom(results$, { defaultValue: [] })
    return tableOf(rows.flatMap((row) => results.filter((result) => result.row === row)))
  } finally {
    await Promise.all([ejabberd.stop(), prosody.stop()])
  }
}

const table = await measureAll()
writeBetween(page, marks, [surroundings(), table])
console.log(`written to ${page}`)
process.exit(0)
