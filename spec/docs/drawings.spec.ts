import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { madeOfCode } from '../../scripts/docs/made-of-code.js'

it('the drawings and the table of rules are what npm run docs:drawings would write', async () => {
  for (const [path, text] of Object.entries(await madeOfCode()))
    expect([path, readFileSync(path, 'utf8')]).toEqual([path, text])
}, 60_000)
