import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { locationAttachment, locationOf } from '../../lib/model/location.js'

describe('location attachments', () => {
  it.each([
    ['raw JSON', '{"lat":1}', { lat: 1 }],
    ['percent-encoded JSON', '%7B%22lat%22%3A1%7D', { lat: 1 }],
    ['an object', { lat: 1 }, { lat: 1 }],
    ['text', 'here', undefined],
    ['a number', '5', undefined],
    ['a broken escape', '%7', undefined],
    ['nothing', undefined, undefined],
  ])('read %s', (_name, data, expected) => {
    expect(locationOf({ type: 'location', ...(data === undefined ? {} : { data }) })).toEqual(expected)
  })

  it('read what they write', () => {
    const degrees = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((it) => !Object.is(it, -0))
    fc.assert(
      fc.property(degrees, degrees, (lat, lng) => {
        expect(locationOf(locationAttachment({ lat, lng }))).toEqual({ lat, lng })
      }),
      { seed: 8 },
    )
  })
})
