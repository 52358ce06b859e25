import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from '@jest/globals'
import type { JSONOutput } from 'typedoc'
import { unsaid } from './support/observables.js'

const built = (page: string): string => readFileSync(`docs/.vitepress/dist/${page}.html`, 'utf8')

beforeAll(async () => {
  // Ends with what is wrong where an export is not documented or a link is dead.
  await promisify(execFile)('npm', ['run', 'docs'], { maxBuffer: 2 ** 24 })
}, 300_000)

it('the site has the pages, the reference and the drawings, and nothing from elsewhere', () => {
  expect(built('api/connectycube-rx/interfaces/Messages').includes('received$')).toBe(true)
  expect(/<svg class="drawing"[^]*forceClosed/.test(built('connection'))).toBe(true)
  for (const page of ['index', 'connection', 'guides/index'])
    expect(built(page).match(/(?:src|href)="https?:[^"]*\.(?:js|css|woff2?)"/g)).toBeNull()
})

/** What an app gives: when it emits, or that it is called, is said instead. */
const given = /^(Platform|Lock|ReconnectConfig|TimelineCommands|ChatCredentials)\b/

it('every Observable of the API says whether it is hot or cold', () => {
  const { children = [] } = JSON.parse(readFileSync('.cache/api.json', 'utf8')) as JSONOutput.ProjectReflection
  const names = children.flatMap((entry) => unsaid(entry.children ?? []))
  expect(names.filter((name) => !given.test(name))).toEqual([])
})
