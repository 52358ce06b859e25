import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { FrameRefused, parseFrame } from '../../lib/xmpp/parse-frame.js'
import { wellFormed } from './support/arbitrary-frames.js'
import { compare, compareMutations } from './support/compare.js'

describe('parseFrame, beside saxes', () => {
  it('reads the same tree from every well-formed frame', () => {
    const property = fc.property(wellFormed, (frame) => {
      expect(compare(frame)).toBe('same tree')
    })
    fc.assert(property, { seed: 7, numRuns: 3000 })
  })

  it('refuses whatever saxes refuses among 20,000 damaged frames, and no more than is listed', () => {
    const verdicts = compareMutations(7, 20_000)
    expect(verdicts['both refuse']).toBeGreaterThan(5000)
    expect(verdicts['same tree']).toBeGreaterThan(2000)
  })
})

const limits = { maxLength: 2 ** 20, maxDepth: 2 }

/** Frame, where and why it is refused. */
const refusals: readonly (readonly [string, number, string])[] = [
  ['', 0, 'no element'],
  ['<a>\u0001</a>', 3, 'no character of XML'],
  ['<a>\n\uD800</a>', 4, 'no character of XML'],
  ['<!DOCTYPE a><a/>', 0, 'no tag of an element'],
  ['<a><!-- x --></a>', 3, 'no tag of an element'],
  ['<a><1/></a>', 3, 'no tag of an element'],
  ['<a><b=""/></a>', 3, 'no tag of an element'],
  ['<a></a', 3, 'no tag of an element'],
  ['<a></b></a>', 6, 'closing tag of another element'],
  ['<a></a/>', 8, 'closing tag of another element'],
  ['</a>', 3, 'closing tag of another element'],
  ['<a><b></a></b>', 9, 'closing tag of another element'],
  ['<a', 0, 'no tag of an element'],
  [' <1/>', 1, 'no tag of an element'],
  ['<a`>', 0, 'no tag of an element'],
  ['<a[>', 0, 'no tag of an element'],
  ['<a{>', 0, 'no tag of an element'],
  ['<a@>', 0, 'no tag of an element'],
  ['<a b', 2, 'neither an attribute nor the end of the tag'],
  ['<a b=1/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b=|1|/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b!="1"/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b="1"c="2"/>', 8, 'neither an attribute nor the end of the tag'],
  ['<a  b "1"/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a ="1"/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b="1/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b="<"/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b="1\'/>', 2, 'neither an attribute nor the end of the tag'],
  ['<a /b>', 2, 'neither an attribute nor the end of the tag'],
  ['<a b="1" c="&x;"/>', 16, 'no such reference'],
  ['<a b="1" b="2"/>', 14, 'an attribute twice'],
  ['<a __proto__="1" __proto__="2"/>', 30, 'an attribute twice'],
  ['<a constructor="1" constructor="2"/>', 34, 'an attribute twice'],
  ['<a xmlns:b="u" xmlns:c="u" b:d="1" c:d="2"/>', 44, 'an attribute twice'],
  ['<a xmlns="http://www.w3.org/2000/xmlns/"/>', 40, 'a namespace that must not be declared'],
  ['<a xmlns:b="http://www.w3.org/XML/1998/namespace"/>', 49, 'a namespace that must not be declared'],
  ['<a xmlns:b=""/>', 13, 'a namespace that must not be declared'],
  ['<a xmlns:xmlns="u"/>', 18, 'a namespace that must not be declared'],
  ['<a b:c="1"/>', 12, 'a prefix without a namespace'],
  ['<a><b:c/></a>', 9, 'a prefix without a namespace'],
  ['<a><xmlns:b/></a>', 13, 'an element of the prefix xmlns'],
  ['<a>b]]></a>', 7, 'the end of CDATA'],
  ['<a>&b;</a>', 6, 'no such reference'],
  ['<a>&#1114112;</a>', 13, 'no such reference'],
  ['<a>&#x0;</a>', 8, 'no such reference'],
  ['<a>&#;</a>', 6, 'no such reference'],
  [' b<a/>', 2, 'text outside the root element'],
  ['<a/>b', 5, 'text outside the root element'],
  ['<a/><b/>', 6, 'more than one root element'],
  ['<a><b><c/></b></a>', 8, 'more than 2 elements inside each other'],
  ['<a><b/>', 7, 'unclosed element'],
]

describe('parseFrame', () => {
  it.each(refusals)('says where %j is not well-formed, and why', (frame, at, complaint) => {
    expect(() => parseFrame(frame, limits)).toThrow(new FrameRefused(`not well-formed at ${String(at)}: ${complaint}`))
  })

  it('reads attributes that are named like properties of every object', () => {
    const { attributes } = parseFrame('<a constructor="1" toString="2" __proto__="3"/>', limits)
    expect(Object.entries(attributes)).toEqual([
      ['constructor', '1'],
      ['toString', '2'],
    ])
  })

  it('reads a tag of very many attributes in no time', () => {
    const attributes = Array.from({ length: 40_000 }, (_, at) => ` a${String(at)}=""`).join('')
    const start = performance.now()
    parseFrame(`<a${attributes}/>`, limits)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
