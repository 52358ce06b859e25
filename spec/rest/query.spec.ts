import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { serializeQuery } from '../../lib/rest/query.js'

describe('serializeQuery', () => {
  it.each([
    ['a scalar', { limit: 10 }, 'limit=10'],
    ['an operator, its brackets encoded', { 'updated_at[gt]': 1 }, 'updated_at%5Bgt%5D=1'],
    ['two operators of one field', { 'a[gt]': 1, 'a[lte]': 2 }, 'a%5Bgt%5D=1&a%5Blte%5D=2'],
    ['a comma list in the order given', { 'type[in]': [10, 3, 2] }, 'type%5Bin%5D=10,3,2'],
    ['a top-level list', { b: [3, 4] }, 'b=3,4'],
    ['booleans as 1 and 0', { a: true, b: false }, 'a=1&b=0'],
    ['a date as ISO-8601', { at: new Date(0) }, 'at=1970-01-01T00%3A00%3A00.000Z'],
    ['no null and no undefined', { a: null, b: undefined, 'c[gt]': undefined, d: 0 }, 'd=0'],
    ['no empty list', { 'a[nin]': [] }, ''],
    ['text percent-encoded', { name: 'a&b=c d/é' }, 'name=a%26b%3Dc%20d%2F%C3%A9'],
    ['a key with brackets', { 'extensions[x]': 'y' }, 'extensions%5Bx%5D=y'],
    ['nothing', {}, ''],
  ])('writes %s', (_name, query, expected) => {
    expect(serializeQuery(query)).toBe(expected)
  })

  it('repeats list members on users v2', () => {
    expect(serializeQuery({ 'id[in][]': [1, 2] })).toBe('id%5Bin%5D%5B%5D=1&id%5Bin%5D%5B%5D=2')
  })

  it('comes back from a query parser as it was', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter((it) => it !== ''),
          text,
        ),
        (query) => {
          expect(Object.fromEntries(new URLSearchParams(serializeQuery(query)))).toEqual(
            Object.fromEntries(Object.entries(query)),
          )
        },
      ),
      { seed: 1 },
    )
  })
})
