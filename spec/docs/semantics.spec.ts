import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { isObservable } from 'rxjs'
import { createChat, withContacts, withLive } from '../../lib/index.js'

const page = readFileSync('docs/semantics.md', 'utf8')
const rest = readFileSync('docs/rest.md', 'utf8')

/** What stands as code in the first cells of a section's table. */
const firstCells = (heading: string): readonly (readonly string[])[] =>
  (page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))

/** `a.b`, `c(d)` in one cell: `a.b` and `a.c`. */
const inFull = (cell: readonly string[]): readonly string[] => {
  const prefix = /^(.*)\./.exec(/^[\w.]+/.exec(cell[0] ?? '')?.[0] ?? '')?.[1]
  return cell
    .map((code) => /^[\w.]+\$?/.exec(code)?.[0] ?? '')
    .map((name) => (name.includes('.') || prefix === undefined ? name : `${prefix}.${name}`))
}

/** Every function and Observable in a namespace, and in those within it. */
const membersOf = (space: object, path: readonly string[] = []): readonly string[] =>
  Object.entries(space).flatMap(([name, member]: [string, unknown]) => {
    const here = [...path, name]
    if (typeof member === 'function' || isObservable(member)) return [here.join('.')]
    return typeof member === 'object' && member !== null ? membersOf(member, here) : []
  })

/** There at run time and not in the types: what the composition root needs of its parts. */
const internal = [
  ...['current', 'token', 'fresh', 'renew', 'extend', 'close'].map((name) => `session.${name}`),
  ...['privateDialogId', 'existingPrivateDialogId'].map((name) => `dialogs.${name}`),
]

describe('docs/semantics.md', () => {
  it('tells every event of `events$`', () => {
    const source = readFileSync('lib/chat-event.ts', 'utf8')
    const types = [...source.matchAll(/readonly type: '([^']+)'/g)].map(([, type = '']) => type)
    expect(
      firstCells('`events$`')
        .flat()
        .filter((code) => code.includes('/'))
        .sort(),
    ).toEqual(types.sort())
  })

  it('tells every member, but what is only REST', () => {
    const told = new Set(firstCells('Every member').flatMap(inFull))
    const overRest = new Set([...rest.matchAll(/^### (\S+)$/gm)].map(([, name = '']) => name))
    const members = membersOf(
      createChat({ application: { id: 1, authKey: 'key' } }, { live: withLive, contacts: withContacts }),
    )
    expect(members.length).toBeGreaterThan(100)
    expect(members.filter((name) => !told.has(name) && !overRest.has(name)).sort()).toEqual(internal.sort())
  })
})
