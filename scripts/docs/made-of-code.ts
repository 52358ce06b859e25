import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { draw } from './draw.js'
import { importsDiagram, type Cruised } from './imports-diagram.js'
import { stateDiagram } from './state-diagram.js'

interface Report {
  readonly modules: readonly Cruised[]
  readonly summary: {
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] }
  }
}

const cruise = (): Report => {
  const cli = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'
  const json = execFileSync(process.execPath, [cli, 'lib', '--output-type', 'json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(json) as Report
}

const page = 'docs/architecture.md'
const between = /(<!-- rules, by npm run docs:drawings -->\n)[^]*(\n<!-- end of rules -->)/

/** What `npm run docs:drawings` writes, by path: the drawings, and the rules in the page about the architecture. */
export const madeOfCode = async (): Promise<Readonly<Record<string, string>>> => {
  const { modules, summary } = cruise()
  const rows = summary.ruleSetUsed.forbidden.map(({ name, comment }) => `| \`${name}\` | ${comment} |`)
  const table = ['', '| rule | |', '| --- | --- |', ...rows, ''].join('\n')
  return {
    'docs/images/connection-states.svg': await draw(stateDiagram()),
    'docs/images/imports.svg': await draw(importsDiagram(modules)),
    [page]: readFileSync(page, 'utf8').replace(between, (_, start: string, end: string) => start + table + end),
  }
}
