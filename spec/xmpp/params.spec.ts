import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Attachment, Json } from '../../lib/model/message.js'
import type { ExtraParams, MessageStanza } from '../../lib/model/stanza.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { isElementName } from '../../lib/xmpp/extra-params.js'

const codec = createXmppCodec()

const through = (element: MessageStanza): MessageStanza => {
  const back = codec.decode(codec.encode(element))
  if (back.kind !== 'message') throw new Error(JSON.stringify(back))
  return back
}
const paramsThrough = (
  params: ExtraParams['params'],
  attachments: readonly Attachment[] = [],
): ExtraParams | undefined =>
  through({ kind: 'message', id: '1', type: 'chat', to: 'x@y', extraParams: { params, attachments } }).extraParams

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the other side reads (protocol 3.8): text stays text, objects stay objects without what is null, all else is its JSON text. */
const asRead = (value: Json): Json => {
  if (typeof value === 'string') return value
  const nested = isRecord(value) && Object.keys(value).length > 0 && Object.keys(value).every(isElementName)
  if (!nested) return JSON.stringify(value)
  const inner = allAsRead(value)
  return Object.keys(inner).length === 0 ? '' : inner
}
const allAsRead = (values: Readonly<Record<string, Json>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, asRead(value)]])))

const special = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'attachment', 'body', 'extraParams']
const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .string({ unit: fc.constantFrom(...Array.from('abcÄжß漢_Z19.-µªº²')), minLength: 1, maxLength: 6 })
      .filter(isElementName),
  },
  { weight: 1, arbitrary: fc.constantFrom(...special) },
)
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('\r', '\n', '\t', ' ', '<', '&', ']]>', '"', "'", 'a') }),
)
const { value } = fc.letrec<{ value: Json; record: Record<string, Json> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('record'),
  ),
  record: fc.dictionary(name, tie('value'), { maxKeys: 3 }),
}))
const params = fc.dictionary(name, value, { maxKeys: 5 })

describe('params over the wire', () => {
  it('come back as the protocol reads them', () => {
    fc.assert(
      fc.property(params, (given) => {
        const expected = allAsRead(given)
        // As text: matchers have opinions of their own on keys named `constructor` and `__proto__`.
        expect(JSON.stringify(paramsThrough(given))).toBe(JSON.stringify({ params: expected, attachments: [] }))
      }),
      { seed: 12, numRuns: 500 },
    )
  })

  it('reach no prototype, not even of what an app copies them to', () => {
    const extra =
      '<__proto__><polluted>yes</polluted></__proto__><constructor><prototype><polluted>yes</polluted></prototype></constructor><a><__proto__><polluted>yes</polluted></__proto__><b>1</b></a><attachment type="x" __proto__="y" constructor="z"/>'
    const decoded = codec.decode(`<message id="1"><extraParams>${extra}</extraParams></message>`)
    if (decoded.kind !== 'message') throw new Error(decoded.kind)
    const { params: found, attachments } = decoded.extraParams ?? { params: {}, attachments: [] }
    expect(JSON.stringify(found)).toBe('{"constructor":{"prototype":{"polluted":"yes"}},"a":{"b":"1"}}')
    expect(JSON.stringify(attachments)).toBe('[{"constructor":"z","type":"x"}]')
    const copy = Object.assign({}, found, ...attachments)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  })

  it('keep the attributes of attachments', () => {
    const attribute = fc.constantFrom('uid', 'name', 'url', 'content-type', 'constructor', 'data')
    fc.assert(
      fc.property(fc.dictionary(attribute, text), text, fc.nat(), (attributes, type, size) => {
        const attachment = { ...attributes, type, size }
        const [back] = paramsThrough({}, [attachment])?.attachments ?? []
        expect({ ...back }).toEqual({ ...attachment })
        expect(Object.keys(back ?? {}).sort()).toEqual(Object.keys(attachment).sort())
      }),
      { seed: 13, numRuns: 300 },
    )
  })

  it('are only of names that a strict parser takes', () => {
    const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).filter(isElementName)
    fc.assert(
      fc.property(anyName, (key) => {
        expect(Object.keys(paramsThrough({ [key]: 'x' })?.params ?? {})).toEqual([key])
      }),
      {
        seed: 14,
        numRuns: 3000,
        examples: ['µ', 'ª', 'a²', 'aⅧ', '𝒳'].filter(isElementName).map((key): [string] => [key]),
      },
    )
    for (const key of ['__proto__', '1a', 'a b', '', 'xml', 'XmlThing', 'a:b', '-a', '.a', 'a>', 'a/'])
      expect(isElementName(key)).toBe(false)
    for (const key of ['a', '_a', 'dialog_id', 'a-b.c1', 'ключ', '漢字', 'constructor'])
      expect(isElementName(key)).toBe(true)
  })
})

it('what has no form in JSON is written as nothing', () => {
  const nothing: unknown = { params: { a: undefined, f: () => 1 }, attachments: [{ type: 'image', f: () => 1 }] }
  const frame: unknown = Reflect.apply(codec.encode, undefined, [{ kind: 'message', extraParams: nothing }])
  expect(frame).toContain('<extraParams><a/><f/><attachment type="image" f=""/></extraParams>')
})

it('what a page adds to the prototype of all objects is not written', () => {
  const before = codec.encode({ kind: 'message', id: '1', extraParams: { params: { a: '1' }, attachments: [] } })
  for (const name of ['extend', 'remove', 'body']) {
    Object.defineProperty(Object.prototype, name, { value: 'x', enumerable: true, configurable: true })
    try {
      const extraParams = { params: { a: '1' }, attachments: [] }
      expect(codec.encode({ kind: 'message', id: '1', extraParams })).toBe(before)
    } finally {
      Reflect.deleteProperty(Object.prototype, name)
    }
  }
})

describe('what is no XML name', () => {
  const names = ['a b', '1a', '', 'a><b', 'a="', 'xmlns', 'xml:lang', 'a/']

  it.each(names)('is never written as one: %j', (key) => {
    for (const extraParams of [
      { params: { [key]: 'x' }, attachments: [] },
      { params: {}, attachments: [{ type: 'image', [key]: 'x' }] },
    ])
      expect(() => codec.encode({ kind: 'message', extraParams })).toThrow('it holds what cannot be written as XML')
  })

  it('is never the condition of an error', () => {
    const error = { condition: 'x/><y', type: 'cancel' } as const
    expect(() => codec.encode({ kind: 'iq', id: '1', type: 'error', error })).toThrow('cannot be written as XML')
  })

  it('makes JSON text of the object that has it', () => {
    expect(paramsThrough({ o: { ok: { 'a b': '1' } } })?.params).toEqual({ o: { ok: '{"a b":"1"}' } })
  })
})

describe('text over the wire', () => {
  it('arrives as it was, without what XML cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (body) => {
        const legal = Array.from(body).filter((character) => {
          const code = character.codePointAt(0) ?? 0
          if (code < 0x20) return code === 9 || code === 10 || code === 13
          return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
        })
        expect(through({ kind: 'message', body }).body ?? '').toBe(legal.join(''))
      }),
      { seed: 15, numRuns: 1000, examples: [['\r\n'], ['a\rb'], [' '], ['\u0000'], ['\u007f\u0085\u2028']] },
    )
  })
})
