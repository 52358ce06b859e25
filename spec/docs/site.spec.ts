import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from '@jest/globals'
import type { JSONOutput } from 'typedoc'
import { unsaid } from './support/observables.js'

const built = (page: string): string => readFileSync(`docs/.vitepress/dist/${page}.html`, 'utf8')

it('npm run docs builds the site: every export documented, no dead link, nothing from elsewhere', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', 'docs'], { maxBuffer: 2 ** 24 })
  expect(stdout).toContain('build complete')
  expect(built('api/connectycube-rx/interfaces/Messages').includes('received$')).toBe(true)
  expect(/<svg class="drawing"[^]*forceClosed/.test(built('connection'))).toBe(true)
  for (const page of ['index', 'connection', 'guides/index'])
    expect(built(page).match(/(?:src|href)="https?:[^"]*\.(?:js|css|woff2?)"/g)).toBeNull()
}, 300_000)

/** What an app gives: when it emits, or that it is called, is said instead. */
const given = /^(Platform|Lock|ReconnectConfig|TimelineCommands|ChatCredentials)\b/

it('every Observable of the API says whether it is hot or cold', () => {
  const { children = [] } = JSON.parse(readFileSync('.cache/api.json', 'utf8')) as JSONOutput.ProjectReflection
  const names = children.flatMap((entry) => unsaid(entry.children ?? []))
  expect(names.filter((name) => !given.test(name))).toEqual([])
})
