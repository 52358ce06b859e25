import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Decoder } from 'io-ts'
import { decode } from '../../../lib/rest/decode.js'
import { dialogCodec } from '../../../lib/rest/wire/dialog-codec.js'
import { historyMessageCodec } from '../../../lib/rest/wire/message-codec.js'
import { sessionCodec } from '../../../lib/rest/wire/session-codec.js'
import { userCodec } from '../../../lib/rest/wire/user-codec.js'

const fixtures = 'spec/fixtures'
const ownId = 21

const decoders: Readonly<Record<string, Decoder<unknown, unknown>>> = {
  users: userCodec,
  session: sessionCodec,
  dialogs: dialogCodec(ownId),
  'messages-history': historyMessageCodec(ownId, { type: 'group', dialogId: 'd' }),
}

const cases = Object.entries(decoders).flatMap(([concern, decoder]) =>
  readdirSync(`${fixtures}/${concern}`)
    .filter((file) => file.endsWith('.wire.json'))
    .map((file) => [concern, file.replace('.wire.json', ''), decoder] as const),
)
const read = (concern: string, file: string): unknown =>
  JSON.parse(readFileSync(`${fixtures}/${concern}/${file}.json`, 'utf8'))

describe('wire codecs', () => {
  it.each(cases)('decode %s/%s', (concern, name, decoder) => {
    const model = decode(decoder, name, read(concern, `${name}.wire`))
    // Strictly: what the wire leaves out is not there, rather than undefined.
    expect(model).toStrictEqual(read(concern, `${name}.model`))
    expect(structuredClone(model)).toEqual(model)
  })

  it('walk every fixture', () => {
    expect(cases.length).toBeGreaterThanOrEqual(12)
  })

  it.each(Object.entries(decoders))('never throw at arbitrary JSON: %s', (_concern, decoder) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(['Left', 'Right']).toContain(decoder.decode(value)._tag)
      }),
      { seed: 4 },
    )
  })

  it.each(cases)('survive unknown keys and missing ones or name what is wrong: %s/%s', (concern, name, decoder) => {
    const wire = read(concern, `${name}.wire`)
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (extra) => {
        expect(decoder.decode({ ...extra, ...(wire as object) })._tag).toBe('Right')
      }),
      { seed: 5, numRuns: 30 },
    )
  })

  it('keep a hostile custom param out of every prototype', () => {
    const text = '{"_id":"m","date_sent":1,"sender_id":56,"__proto__":{"message":"spoof"},"a":{"__proto__":{"x":1}}}'
    const decoder = historyMessageCodec(ownId, { type: 'group', dialogId: 'd' })
    const message = decode(decoder, 'x', JSON.parse(text))
    expect(message).toMatchObject({ body: null, params: { a: {} } })
    expect(Object.getPrototypeOf(message.params)).toBe(Object.prototype)
    expect([Object.keys(message.params), Object.keys(message.params['a'] ?? {})]).toEqual([['a'], []])
  })

  it.each([
    ['only the user', [21]],
    ['nobody', []],
  ])('refuse a private dialog with %s', (_name, occupants_ids) => {
    const at = '2020-01-01T00:00:00Z'
    expect(
      dialogCodec(21).decode({ _id: 'd', type: 3, user_id: 21, occupants_ids, created_at: at, updated_at: at })._tag,
    ).toBe('Left')
  })
})
