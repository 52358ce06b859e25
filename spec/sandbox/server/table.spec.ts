import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openJournal } from '../../../sandbox/src/state/journal.js'
import { createTable } from '../../../sandbox/src/state/table.js'

interface Row {
  readonly id: number
  readonly text: string
}

const ids = fc.integer({ min: 1, max: 5 })
const steps = fc.array(fc.record({ id: ids, text: fc.option(fc.string({ unit: 'binary' })) }), { maxLength: 30 })

describe('a table with a journal', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'table-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const open = (file: string) => {
    const journal = openJournal(file)
    return { journal, table: createTable<number, Row>('rows', journal) }
  }

  it('cut at any byte, is after a restart as it was after some of the changes, in order', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (changes, part) => {
        const file = join(folder, 'journal')
        writeFileSync(file, '')
        const { journal, table } = open(file)
        const states: (readonly Row[])[] = [[]]
        for (const { id, text } of changes) {
          if (text === null) table.remove(id)
          else table.put({ id, text })
          states.push(table.all())
        }
        journal.close()
        const whole = readFileSync(file)
        writeFileSync(file, whole.subarray(0, Math.round(whole.length * part)))
        const again = open(file)
        const found = again.table.all()
        again.journal.close()
        expect(states).toContainEqual(found)
        if (part === 1) expect(found).toEqual(states.at(-1))
      }),
      { seed: 4, numRuns: 150 },
    )
  })
})
