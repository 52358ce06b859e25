import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseJson } from '../../lib/rest/parse-json.js'

describe('parseJson', () => {
  it.each([
    ['{"a":{"__proto__":{"x":1},"b":2}}', { a: { b: 2 } }],
    ['[{"\\u005f_proto__":{"x":1}}]', [{}]],
    ['{"\\u005F\\u005fpro\\u0074o__":1,"a":1}', { a: 1 }],
    ['{"__\\u0070roto__":{"x":1},"a":1}', { a: 1 }],
    ['{"__pr\\u006fto__":{"x":1},"a":1}', { a: 1 }],
    ['{"text":"__proto__"}', { text: '__proto__' }],
  ])('leaves __proto__ keys out of %s', (text, expected) => {
    const value = parseJson(text)
    expect(value).toEqual(expected)
    expect(JSON.stringify(value)).toBe(JSON.stringify(expected))
  })

  it('is JSON.parse otherwise', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        if (!text.includes('__proto__')) expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
      { seed: 3 },
    )
  })
})
