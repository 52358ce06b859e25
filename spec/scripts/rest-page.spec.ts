import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { restTable } from '../../lib/rest-table.js'
import { restPage } from '../../scripts/docs/rest-page.js'
import { routesOf } from '../../scripts/docs/routes-of.js'

it('docs/rest.md is what npm run docs:rest would write', () => {
  expect(readFileSync('docs/rest.md', 'utf8')).toBe(restPage(routesOf(restTable)))
}, 60_000)
