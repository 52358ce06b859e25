import { describe, expect, it } from '@jest/globals'
import { createDialogMemory } from '../../lib/messages/dialog-memory.js'
import { createSeen } from '../../lib/messages/seen.js'

describe('what was seen', () => {
  it('is new once', () => {
    const { add } = createSeen()
    expect([add('a'), add('b'), add('a')]).toEqual([true, true, false])
  })

  it('is forgotten from the oldest on, past the limit and no earlier', () => {
    const { add } = createSeen(3)
    for (const key of ['a', 'b', 'c']) add(key)
    expect(add('a')).toBe(false)
    add('d')
    expect([add('b'), add('c'), add('d')]).toEqual([false, false, false])
    expect(add('a')).toBe(true)
  })
})

describe('in which dialog a message went', () => {
  const group = { type: 'group', dialogId: 'd' } as const
  it('is told for the latest messages', () => {
    const { remember, dialogOf } = createDialogMemory(2)
    for (const id of ['a', 'b', 'c']) remember(id, group)
    expect([dialogOf('a'), dialogOf('b'), dialogOf('c')]).toEqual([undefined, group, group])
  })
})
