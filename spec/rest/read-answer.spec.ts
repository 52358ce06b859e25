import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readErrorBody } from '../../lib/rest/read-answer.js'

const array = (text: string) => [401, JSON.stringify({ errors: [text] }), [text], {}] as const
const base = (text: string) => [403, JSON.stringify({ errors: { base: [text] } }), [text], { base: [text] }] as const

describe('readErrorBody', () => {
  it.each([
    array('Unauthorized'),
    array('Invalid password'),
    array('Unexpected signature'),
    array('Token is required'),
    array('Occupants_ids is missing opponent ID.'),
    array("The resource wasn't found"),
    base('Required session does not exist'),
    base('Forbidden. Need user.'),
    base("You don't have appropriate permissions to perform this operation"),
    base("Updating occupants_ids is possible only for 'group' and 'public' chat dialogs"),
    base('email must be unique'),
    base('Token invalid'),
    base('occupants_ids field must contain an opponent user id'),
    base('Users retrieving forbidden in admin panel'),
    [
      422,
      '{"errors":{"login":["has already been taken"]}}',
      ['login has already been taken'],
      { login: ['has already been taken'] },
    ],
    [
      422,
      '{"errors":{"base":["x"],"login":["y","z"]}}',
      ['x', 'login y', 'login z'],
      { base: ['x'], login: ['y', 'z'] },
    ],
    [422, '{"errors":{"login":"y"}}', ['login y'], { login: ['y'] }],
    [422, '{"errors":"x"}', ['x'], {}],
    [404, '{"code":404,"message":"x"}', ['x'], {}],
    [400, '{"message":"x"}', ['x'], {}],
    [400, '{"error":"x"}', ['x'], {}],
    [500, '{"status":"500","error":"Internal Server Error"}', ['Internal Server Error'], {}],
    [400, '"x"', ['x'], {}],
    [400, 'no such thing', ['no such thing'], {}],
    [502, '<html><body>Bad gateway', ['HTTP 502'], {}],
    [503, '', ['HTTP 503'], {}],
    [500, '{}', ['HTTP 500'], {}],
    [500, '{"errors":{}}', ['HTTP 500'], {}],
    [500, '{"errors":[{"a":1},null,7]}', ['HTTP 500'], {}],
    [500, '[1]', ['HTTP 500'], {}],
    [500, 'null', ['HTTP 500'], {}],
  ] as const)('reads %d %s', (status, text, messages, fields) => {
    expect(readErrorBody(status, text)).toEqual({ messages, fields })
  })

  it('always gives a message and never throws, whatever the body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((it) => JSON.stringify({ errors: it })),
        ),
        (text) => {
          const { messages } = readErrorBody(500, text)
          expect(messages.length).toBeGreaterThan(0)
          expect(messages.every((it) => typeof it === 'string' && it.length <= 400)).toBe(true)
        },
      ),
      { seed: 2 },
    )
  })

  it('is not led into a prototype', () => {
    const { fields } = readErrorBody(422, '{"errors":{"__proto__":["x"],"constructor":["y"]}}')
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
    expect(fields).toEqual({ constructor: ['y'] })
  })
})
