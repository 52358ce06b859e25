import { expect, it } from '@jest/globals'
import fc from 'fast-check'
// @ts-expect-error: a module of the build, in JavaScript
import { Buffer as Bytes } from '../../scripts/build/stanza-platform.mjs'

type BytesType = typeof Buffer
const small = Bytes as BytesType
const encodings = fc.constantFrom('utf8' as const, 'base64' as const, 'hex' as const)

it('writes bytes and reads them back as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array(), encodings, (bytes, encoding) => {
      const text = Buffer.from(bytes).toString(encoding)
      expect(small.from(bytes).toString(encoding)).toBe(text)
      expect([...small.from(text, encoding)]).toEqual([...Buffer.from(text, encoding)])
    }),
    { seed: 20251122 },
  )
})

it('refuses an encoding that it has not', () => {
  expect(() => small.from('x', 'latin1')).toThrow('no latin1 here')
})
