import type { RoomDialogRef } from '../model/dialog-ref.js'
import type { UserId } from '../model/ids.js'

/** Somebody came into a room, ourselves, too, or is there no more. */
export interface RoomChange {
  /** `kicked`: put out by others, or, of ourselves, not let in. */
  readonly type: 'joined' | 'left' | 'kicked'
  readonly dialog: RoomDialogRef
  readonly userId: UserId
  /** Why kicked: `kicked`, `banned`, `affiliation-lost`, `members-only`, or the condition of a refusal. */
  readonly reason?: string
}

/** A room that we are in, or about to enter. */
export interface Room {
  readonly dialog: RoomDialogRef
  /** Whether the room let us in; its occupants are told before. */
  readonly joined: boolean
  readonly userIds: readonly UserId[]
}

/** By dialog key. */
export type RoomsState = ReadonlyMap<string, Room>

/** What one presence says of one occupant. Several devices share his name: rooms say that he is gone with the last of them. */
export interface Sighting {
  readonly userId: UserId
  readonly present: boolean
  /** The room says that this is us. */
  readonly self: boolean
  /** Why the room put him out, where it did. */
  readonly reason: string | undefined
}

export const entering = (dialog: RoomDialogRef): Room => ({ dialog, joined: false, userIds: [] })

/** The session is gone, and with it our place in every room; the wish to be there stays. */
export const outside = (rooms: RoomsState): RoomsState =>
  new Map([...rooms].map(([key, { dialog }]) => [key, entering(dialog)]))

/** The room after a sighting, and what is news about it: while we enter, only that we are in. */
export const sighted = (
  room: Room,
  { userId, present, self, reason }: Sighting,
): { readonly room: Room; readonly change?: RoomChange } => {
  const { dialog, userIds } = room
  const others = userIds.filter((other) => other !== userId)
  const moved = present === (others.length === userIds.length)
  const joined = room.joined || (self && present)
  const after = { dialog, joined, userIds: !moved ? userIds : present ? [...userIds, userId] : others }
  if (room.joined ? !moved : !joined) return { room: after }
  const why = present || reason === undefined ? undefined : { type: 'kicked' as const, reason }
  return { room: after, change: { dialog, userId, ...(why ?? { type: present ? 'joined' : 'left' }) } }
}
