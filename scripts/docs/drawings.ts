import { writeFileSync } from 'node:fs'
import { madeOfCode } from './made-of-code.js'

for (const [path, text] of Object.entries(await madeOfCode())) writeFileSync(path, text)
