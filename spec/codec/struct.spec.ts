import { describe, expect, it } from '@jest/globals'
import { flag, oneOf, optional, orElse, text, type Decoder } from '../../lib/codec/decoder.js'
import { listOf, maybeInside, member, recordOf, struct } from '../../lib/codec/struct.js'

/** The value, or where it differs. */
const read = <A>(decoder: Decoder<A>, value: unknown): A | readonly string[] => {
  const result = decoder.decode(value)
  if (result._tag === 'Right') return result.right
  return result.left.map(({ context }) => context.map(({ key, type }) => `${key}:${type.name}`).join('/'))
}

const person = struct('person', { name: text, nick: optional(text), tags: listOf(text), vip: orElse(flag, false) })

describe('a struct', () => {
  it('takes its members, leaves out what is missing and what it does not know', () => {
    expect(read(person, { name: 'Ann', nick: null, more: 1 })).toEqual({ name: 'Ann', tags: [], vip: false })
    expect(read(person, { name: 'Ann', nick: 'A', tags: ['x'], vip: true })).toEqual({
      ...{ name: 'Ann', nick: 'A', tags: ['x'], vip: true },
    })
  })

  it('tells everything that is wrong, and where', () => {
    const team = struct('team', { lead: person, members: listOf(person), byRole: recordOf(person) })
    expect(
      read(team, { lead: { name: 1 }, members: [{ name: 'Ben' }, { name: 'Cid', tags: [2] }], byRole: {} }),
    ).toEqual([':team/lead:person/name:text', ':team/members:list or nothing/1:person/tags:list or nothing/0:text'])
    expect(read(team, { lead: {}, members: {}, byRole: [] })).toEqual([
      ':team/lead:person/name:text',
      ':team/members:list or nothing',
      ':team/byRole:record',
    ])
    expect(read(team, null)).toEqual([':team'])
  })

  it('tells of however many are wrong', () => {
    const many = struct('many', { all: listOf(text) })
    expect(read(many, { all: Array.from({ length: 200_000 }, () => 1) })).toHaveLength(200_000)
  })

  it('reads its members under the names of the wire', () => {
    const wire = struct('wire', { fullName: text }, (name) => name.toLowerCase())
    expect(read(wire, { fullname: 'Ann' })).toEqual({ fullName: 'Ann' })
    expect(read(wire, { fullName: 'Ann' })).toEqual([':wire/fullname:text'])
  })
})

describe('what surrounds a value', () => {
  it('is an envelope, or may be one', () => {
    expect(read(member('user', person), { user: { name: 'Ann' } })).toMatchObject({ name: 'Ann' })
    expect(read(member('user', person), { user: {} })).toEqual([':user/user:person/name:text'])
    expect(read(maybeInside('user', person), { user: { name: 'Ann' } })).toMatchObject({ name: 'Ann' })
    expect(read(maybeInside('user', person), { name: 'Ann' })).toMatchObject({ name: 'Ann' })
  })

  it('is one of the words that are named', () => {
    const some = struct('some', { kind: oneOf('a', 'b') })
    expect(read(some, { kind: 'a' })).toEqual({ kind: 'a' })
    expect(read(some, { kind: 'c' })).toEqual([':some/kind:a or b'])
  })

  it('reaches no prototype', () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "a": "b"}')
    const found = read(recordOf(text), value)
    expect(found).toEqual({ a: 'b' })
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
  })
})
