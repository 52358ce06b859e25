import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createXmppCodec } from '../../lib/xmpp/codec.js'

const codec = createXmppCodec({ maxLength: 4096, maxDepth: 16 })
const sm = 'xmlns="urn:xmpp:sm:3"'

const privacy = (inner: string): string =>
  `<iq type="result" id="1"><query xmlns="jabber:iq:privacy">${inner}</query></iq>`

/** Name, frame, whether the server counts what it took for a stanza. */
const refused: readonly (readonly [string, string, boolean])[] = [
  ['nothing', '', false],
  ['white space only', '  ', false],
  ['text', 'hello', false],
  ['two roots', '<message/><message/>', true],
  ['text after the root', '<presence/>x', true],
  ['text before the root', 'x<message/>', false],
  ['a document type', '<!DOCTYPE m [<!ENTITY a "b">]><message>&a;</message>', false],
  ['a document type after white space', ' <!DOCTYPE m><message/>', false],
  ['a processing instruction', '<message><?php x?></message>', true],
  ['an XML declaration', '<?xml version="1.0"?><message/>', false],
  ['a comment', '<message><!-- no --></message>', true],
  ['CDATA', '<message><body><![CDATA[x]]></body></message>', true],
  ['an unclosed element', '<message><body>x</body>', true],
  ['an unclosed tag', '<iq type="result" id="1"', true],
  ['bad nesting', '<message><body></message></body>', true],
  ['a closing tag only', '</message>', false],
  ['a control character', '<message><body>\u0001</body></message>', true],
  ['a reference to a control character', '<message><body>&#1;</body></message>', true],
  ['a reference to half a character', '<message><body>&#xD800;</body></message>', true],
  ['half a character', '<message><body>\uD800</body></message>', true],
  ['a duplicate attribute', '<message id="1" id="2"/>', true],
  ['an attribute without quotes', '<message id=1/>', true],
  ['an attribute without a value', '<message id/>', true],
  ['less-than in an attribute', '<message id="<"/>', true],
  ['a bare ampersand', '<message><body>a & b</body></message>', true],
  ['an unknown entity', '<message><body>&foo;</body></message>', true],
  ['the end of CDATA in text', '<message><body>a]]>b</body></message>', true],
  ['a name that starts with a digit', '<message><1/></message>', true],
  ['an attribute that starts with a digit', '<message 1a="b"/>', true],
  ['more than is taken', `<message><body>${'x'.repeat(4096)}</body></message>`, true],
  ['more levels than are taken', `<message>${'<a>'.repeat(16)}${'</a>'.repeat(16)}</message>`, true],
  ['an unbound prefix', '<x:message/>', false],
  ['an unbound prefix inside', '<message><x:body>hi</x:body></message>', true],
  ['an unbound prefix of an attribute', '<message x:id="1"/>', true],
  ['a name with two prefixes', '<message xmlns:a="urn:x"><a:a:b/></message>', true],
  ['a prefix that stands for nothing', '<message xmlns:a=""><a:b/></message>', true],
  ['a prefix of XML itself for something else', '<message xmlns:xml="urn:x"/>', true],
  ['one attribute under two prefixes', '<message xmlns:a="urn:x" xmlns:b="urn:x" a:id="1" b:id="2"/>', true],
  [
    'one attribute under two prefixes written apart',
    `<message xmlns:a="urn:x" xmlns:b=" urn:x " a:id="1" b:id="2"/>`,
    true,
  ],
  ['an element of the prefix xmlns', '<message><xmlns:a/></message>', true],
  ['a byte order mark', '\uFEFF<message/>', true],
  ['h with something behind it', `<a ${sm} h="12abc"/>`, false],
  ['h with a fraction', `<a ${sm} h="1.5"/>`, false],
  ['h in another notation', `<a ${sm} h="0x1"/>`, false],
  ['an empty h', `<a ${sm} h=""/>`, false],
  ['h with something behind it at a resumption', `<resumed ${sm} previd="x" h="1 "/>`, false],
  ['h with something behind it at a refusal', `<failed ${sm} h="+1"/>`, false],
  ['h that is no number', `<a ${sm} h="zz"/>`, false],
  ['a missing h', `<a ${sm}/>`, false],
  ['a negative h', `<a ${sm} h="-1"/>`, false],
  ['h beyond 32 bits', `<a ${sm} h="4294967296"/>`, false],
  ['h beyond 32 bits at a resumption', `<resumed ${sm} previd="x" h="4294967296"/>`, false],
  ['an iq without a type', '<iq id="1"/>', true],
  ['an iq of a type that is none', '<iq id="1" type="what"/>', true],
  ['a privacy list without a name', privacy('<list/>'), true],
  ['a rule without an action', privacy('<list name="a"><item order="1"/></list>'), true],
  ['a rule without an order', privacy('<list name="a"><item action="deny"/></list>'), true],
  ['a rule of an order that is no number', privacy('<list name="a"><item action="deny" order="1st"/></list>'), true],
  ['a delay that is no time', '<message><delay xmlns="urn:xmpp:delay" stamp="never"/></message>', true],
]

describe('hostile frames', () => {
  it.each(refused)('refuses %s', (_name, frame, counted) => {
    const result = codec.decode(frame)
    expect(result).toEqual({ kind: 'refused', problem: expect.any(String), counted })
  })

  it('tells the reason without the content', () => {
    for (const secret of ['s3cret', 'message']) {
      const frames = [
        `<${secret}>`,
        `<message><${secret}></message>`,
        `<message ${secret}="1" ${secret}="2"/>`,
        `<message>&${secret};`,
      ]
      for (const frame of frames) {
        const result = codec.decode(frame)
        expect(result.kind).toBe('refused')
        expect(JSON.stringify(result)).not.toContain(secret)
      }
    }
  })

  it.each([
    ['a stanza of another namespace', '<message xmlns="urn:x"/>'],
    ['a stanza between servers', '<message xmlns="jabber:server"><body>x</body></message>'],
    ['an older stream management', '<a xmlns="urn:xmpp:sm:2" h="1"/>'],
    ['a client’s own elements', '<open xmlns="urn:x"/>'],
  ])('takes %s for nothing it knows', (_name, frame) => {
    expect(codec.decode(frame)).toMatchObject({ kind: 'unknown' })
  })

  it('does not mistake a namespace inside for the stanza’s own', () => {
    expect(codec.decode('<message xmlns:x="urn:x"><x:body>hi</x:body><body xmlns="urn:x">ho</body></message>')).toEqual(
      {
        kind: 'message',
      },
    )
  })

  it('stays where the longest and the deepest allowed are', () => {
    expect(codec.decode(`<message>${'<a>'.repeat(15)}${'</a>'.repeat(15)}</message>`)).toEqual({ kind: 'message' })
    const text = 'x'.repeat(4096 - '<message><body></body></message>'.length)
    expect(codec.decode(`<message><body>${text}</body></message>`)).toEqual({ kind: 'message', body: text })
  })

  it('reads very many params of one name in no time', () => {
    const start = performance.now()
    const read = createXmppCodec().decode(`<message><extraParams>${'<a/>'.repeat(20_000)}</extraParams></message>`)
    expect(performance.now() - start).toBeLessThan(3000)
    expect(read).toEqual({ kind: 'message', extraParams: { params: { a: Array(20_000).fill('') }, attachments: [] } })
  })

  it('throws at no text whatever', () => {
    const xmlish = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '/',
        '"',
        '=',
        '&',
        ';',
        ' ',
        'a',
        'message',
        'xmlns',
        ':',
        '\u0000',
        '\uD800',
        '!',
        '?',
      ),
    })
    const damaged = fc
      .tuple(
        fc.constantFrom(...refused.map(([, frame]) => frame)),
        fc.nat(60),
        fc.string({ unit: 'binary', maxLength: 3 }),
      )
      .map(([frame, at, text]) => frame.slice(0, at) + text + frame.slice(at))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), xmlish, damaged), (frame) => {
        expect(typeof codec.decode(frame).kind).toBe('string')
      }),
      { seed: 11, numRuns: 2000 },
    )
  })
})
