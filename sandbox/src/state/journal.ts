import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

export type Key = number | string

/** A row put under its id, or null for its removal: one line of the file. */
type Change = readonly [table: string, id: Key, row: unknown]

export interface Journal {
  /** What the file held of a table, in order. */
  readonly rows: (table: string) => unknown[]
  /** The highest number that was ever an id. */
  readonly highestId: number
  readonly write: (...change: Change) => void
  /** Puts what was written on the disk; to be called before anything that tells of it leaves the process. */
  readonly flush: () => void
  readonly close: () => void
}

const isChange = (value: unknown): value is Change =>
  Array.isArray(value) && typeof value[0] === 'string' && ['number', 'string'].includes(typeof value[1])

/** A kill can tear the last line only: nobody was told of what it says. A damaged line elsewhere is refused. */
const changesIn = (file: string): Change[] => {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line === '') return []
    try {
      const value: unknown = JSON.parse(line)
      if (isChange(value)) return [value]
    } catch {
      if (index === lines.length - 1) return []
    }
    throw new Error(`Line ${index + 1} of the journal is damaged`)
  })
}

/** Starts the file afresh with what still counts; the old one stands until the new one is complete. */
const compact = (file: string, changes: Iterable<Change>): number => {
  const fresh = `${file}.new`
  const lines = Array.from(changes, (change) => `${JSON.stringify(change)}\n`)
  writeFileSync(fresh, lines.join(''), { flush: true, mode: 0o600 })
  renameSync(fresh, file)
  return openSync(file, 'a')
}

/** A JSON-lines file of all changes that survives kill -9; without a file, nothing is kept. */
export const openJournal = (file: string | undefined): Journal => {
  const latest = new Map<string, Change>()
  let highestId = 0
  for (const change of file !== undefined && existsSync(file) ? changesIn(file) : []) {
    const [table, id, row] = change
    if (typeof id === 'number') highestId = Math.max(highestId, id)
    if (row === null) latest.delete(`${table} ${id}`)
    else latest.set(`${table} ${id}`, change)
  }
  let descriptor = file === undefined ? undefined : compact(file, latest.values())
  let dirty = false
  const flush = (): void => {
    if (dirty && descriptor !== undefined) fsyncSync(descriptor)
    dirty = false
  }
  return {
    rows: (table) => [...latest.values()].flatMap(([name, , row]) => (name === table ? [row] : [])),
    highestId,
    write: (...change) => {
      if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(change)}\n`)
      dirty = true
    },
    flush,
    close: () => {
      flush()
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
