import { expect, it } from '@jest/globals'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'

it('writes a stanza once until it is sent, and lets go of the frame then', () => {
  const { encode, takeFrame } = createXmppCodec()
  const stanza: { -readonly [Name in keyof MessageStanza]: MessageStanza[Name] } = { kind: 'message', body: 'first' }
  const first = encode(stanza)
  // Nobody changes what was handed over; here it shows which frame was kept.
  stanza.body = 'second'
  expect([encode(stanza), takeFrame(stanza)]).toEqual([first, first])
  expect(takeFrame(stanza)).toBe(first.replace('first', 'second'))
  // What was sent without being kept is not kept either.
  stanza.body = 'third'
  expect(takeFrame(stanza)).toBe(first.replace('first', 'third'))
})
