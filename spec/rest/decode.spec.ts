import { describe, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { isChatError } from '../../lib/errors/chat-error.js'
import { decode, decodeItems, type DecodeIssue } from '../../lib/rest/decode.js'
import { dialogCodec } from '../../lib/rest/wire/dialog-codec.js'
import { sessionCodec } from '../../lib/rest/wire/session-codec.js'

const issueOf = (decoder: t.Decoder<unknown, unknown>, value: unknown): DecodeIssue | undefined => {
  try {
    decode(decoder, 'GET /x', value)
    return undefined
  } catch (error) {
    return isChatError(error, 'decode') ? error.detail : undefined
  }
}

describe('decode', () => {
  it.each([
    ['a missing member', t.type({ a: t.type({ b: t.number }) }), { a: {} }, ['a.b: expected number, got nothing']],
    ['a wrong kind', t.type({ a: t.string }), { a: null }, ['a: expected string, got null']],
    ['a list member', t.array(t.number), [1, 'secret'], ['1: expected number, got string']],
    ['the root', t.type({ a: t.string }, 'thing'), ['secret'], ['(root): expected thing, got array']],
    [
      'two',
      t.type({ a: t.string, b: t.string }),
      {},
      ['a: expected string, got nothing', 'b: expected string, got nothing'],
    ],
  ])('names path and expectation of %s', (_name, decoder, value, issues) => {
    expect(issueOf(decoder, value)).toEqual({ where: 'GET /x', issues })
  })

  it('never tells a value', () => {
    const session = {
      session: { id: 'tok-secret', user_id: 'tok-secret', token: 7, created_at: 'tok-secret', user: 'tok-secret' },
    }
    const issue = issueOf(sessionCodec, session)
    expect(issue?.issues.length).toBeGreaterThan(2)
    expect(JSON.stringify(issue)).not.toContain('tok-secret')
  })

  it('tells ten issues at most', () => {
    expect(issueOf(t.array(t.number), Array<string>(50).fill('x'))?.issues).toHaveLength(10)
  })
})

describe('decodeItems', () => {
  it('keeps the good items and reports each bad one once', () => {
    const reported: DecodeIssue[] = []
    const at = '2020-01-01T00:00:00Z'
    const good = { _id: 'd', type: 2, user_id: 1, created_at: at, updated_at: at }
    const items = decodeItems(
      dialogCodec(1),
      'GET /chat/Dialog',
      [good, { ...good, type: 'x' }, null, good],
      (issue) => {
        reported.push(issue)
      },
    )
    expect(items).toHaveLength(2)
    expect(reported).toEqual([
      {
        where: 'GET /chat/Dialog items.1',
        issues: ['type: expected number, got string'],
      },
      { where: 'GET /chat/Dialog items.2', issues: ['(root): expected dialog of the user and one opponent, got null'] },
    ])
  })
})
