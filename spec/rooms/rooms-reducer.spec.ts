import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { entering, outside, sighted, type Room, type Sighting } from '../../lib/rooms/rooms-reducer.js'

const dialog = { type: 'group', dialogId: '5c0900000000000000000033' } as const
const arbitrarySighting = fc.record<Sighting>({
  userId: fc.integer({ min: 1, max: 4 }),
  present: fc.boolean(),
  self: fc.constant(false),
  reason: fc.constantFrom(undefined, 'banned'),
})
const inside: Room = { ...entering(dialog), joined: true }
const ben: Sighting = { userId: 56, present: true, self: false, reason: undefined }

describe('a room', () => {
  it('tells every coming and going once: its changes, replayed, are who is in it', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySighting), (sightings) => {
        const told = new Set<number>()
        let room = inside
        for (const sighting of sightings) {
          const { room: after, change } = sighted(room, sighting)
          room = after
          if (change === undefined) continue
          expect(told.has(change.userId)).toBe(change.type !== 'joined')
          if (change.type === 'joined') told.add(change.userId)
          else told.delete(change.userId)
        }
        expect([...told]).toEqual(room.userIds)
      }),
      { seed: 45 },
    )
  })

  it('while it is entered tells only that we are in', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySighting), (sightings) => {
        let room = entering(dialog)
        for (const sighting of sightings) {
          const { room: after, change } = sighted(room, sighting)
          expect(change).toBeUndefined()
          room = after
        }
        const us = sighted(room, { ...ben, userId: 21, self: true })
        expect([us.room.joined, us.change]).toEqual([true, { type: 'joined', dialog, userId: 21 }])
      }),
      { seed: 46 },
    )
  })

  it('keeps the reference of its list while nobody comes or goes', () => {
    const { room } = sighted(inside, ben)
    expect(sighted(room, ben).room.userIds).toBe(room.userIds)
    expect(sighted(room, { ...ben, userId: 57, present: false }).room.userIds).toBe(room.userIds)
  })

  it('is one we are no longer in when the session is gone', () => {
    const { room } = sighted(inside, ben)
    expect(outside(new Map([['room/1', room]]))).toEqual(new Map([['room/1', entering(dialog)]]))
  })
})
