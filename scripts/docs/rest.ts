import { writeFileSync } from 'node:fs'
import { restTable } from '../../lib/rest-table.js'
import { restPage } from './rest-page.js'
import { routesOf } from './routes-of.js'

writeFileSync('docs/rest.md', restPage(routesOf(restTable)))
