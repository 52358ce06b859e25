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
  /** Under one nick may be several devices; a room that does not name them has one without a name. */
  readonly devices: ReadonlyMap<UserId, readonly string[]>
}

/** By dialog key. */
export type RoomsState = ReadonlyMap<string, Room>

/** What one presence says of one occupant. */
export interface Sighting {
  readonly userId: UserId
  readonly device: string
  readonly present: boolean
  /** Why the room put him out, where it did. */
  readonly reason: string | undefined
  /** The room says that this is us. */
  readonly self: boolean
}

export const entering = (dialog: RoomDialogRef): Room => ({ dialog, joined: false, userIds: [], devices: new Map() })

/** The session is gone, and with it our place in every room; the wish to be there stays. */
export const outside = (rooms: RoomsState): RoomsState =>
  new Map([...rooms].map(([key, { dialog }]) => [key, entering(dialog)]))

/** Who leaves with one of several devices is still there, as long as the room tells them apart. */
const remaining = (known: readonly string[], { device, present, reason }: Sighting): readonly string[] => {
  const others = known.filter((other) => other !== device)
  if (present) return [...others, device]
  return reason === undefined && others.length < known.length ? others : []
}

/** The room after a sighting; `userIds` keeps its reference while nobody comes or goes. */
export const sighted = (room: Room, sighting: Sighting): Room => {
  const devices = new Map(room.devices)
  const left = remaining(devices.get(sighting.userId) ?? [], sighting)
  if (left.length > 0) devices.set(sighting.userId, left)
  else devices.delete(sighting.userId)
  const userIds = devices.size === room.devices.size ? room.userIds : [...devices.keys()]
  return { ...room, devices, userIds, joined: room.joined || (sighting.self && sighting.present) }
}

/** What is news about a sighting: while we enter, only that we are in. */
export const changeOf = (before: Room, after: Room, { userId, reason }: Sighting): RoomChange | undefined => {
  const is = after.userIds.includes(userId)
  const isNews = before.joined ? is !== before.userIds.includes(userId) : after.joined
  if (!isNews) return undefined
  const { dialog } = before
  if (is || reason === undefined) return { type: is ? 'joined' : 'left', dialog, userId }
  return { type: 'kicked', dialog, userId, reason }
}
