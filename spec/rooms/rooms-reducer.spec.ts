import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { changeOf, entering, outside, sighted, type Room, type Sighting } from '../../lib/rooms/rooms-reducer.js'

const dialog = { type: 'group', dialogId: '5c0900000000000000000033' } as const
const arbitrarySighting = fc.record<Sighting>({
  userId: fc.integer({ min: 1, max: 4 }),
  device: fc.constantFrom('', 'desk', 'phone'),
  present: fc.boolean(),
  reason: fc.constantFrom(undefined, 'banned'),
  self: fc.constant(false),
})
const inside: Room = { ...entering(dialog), joined: true }

describe('a room', () => {
  it('tells every coming and going once: its changes, replayed, are who is in it', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySighting), (sightings) => {
        const told = new Set<number>()
        const room = sightings.reduce((before, sighting) => {
          const after = sighted(before, sighting)
          const change = changeOf(before, after, sighting)
          if (change !== undefined) expect(told.has(change.userId)).toBe(change.type !== 'joined')
          if (change?.type === 'joined') told.add(change.userId)
          else if (change !== undefined) told.delete(change.userId)
          return after
        }, inside)
        expect([...told].sort()).toEqual([...room.userIds].sort())
        expect([...room.devices.keys()]).toEqual([...room.userIds])
      }),
      { seed: 45 },
    )
  })

  it('keeps the reference of its list while nobody comes or goes', () => {
    const sighting: Sighting = { userId: 56, device: 'desk', present: true, reason: undefined, self: false }
    const one = sighted(inside, sighting)
    expect(sighted(one, { ...sighting, device: 'phone' }).userIds).toBe(one.userIds)
    expect(sighted(one, sighting).userIds).toBe(one.userIds)
  })

  it('is left when the last device is gone, at once without names, and at once when put out', () => {
    const on = (device: string): Sighting => ({ userId: 56, device, present: true, reason: undefined, self: false })
    const off = (device: string): Sighting => ({ ...on(device), present: false })
    const both = sighted(sighted(inside, on('desk')), on('phone'))
    const half = sighted(both, off('desk'))
    expect(half.userIds).toEqual([56])
    expect(sighted(half, off('phone')).userIds).toEqual([])
    expect(sighted(both, off('')).userIds).toEqual([])
    expect(sighted(both, { ...off('desk'), reason: 'banned' }).userIds).toEqual([])
  })

  it('is one we are no longer in when the session is gone', () => {
    const room = sighted(inside, { userId: 56, device: '', present: true, reason: undefined, self: false })
    expect(outside(new Map([['room/1', room]]))).toEqual(new Map([['room/1', entering(dialog)]]))
  })
})
