import { finalize, ignoreElements, merge, Subject, tap, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { isSessionOver, type ConnectionEvent } from '../connection/connection-event.js'
import { stanzaError } from '../connection/stanza-error.js'
import { ChatError } from '../errors/chat-error.js'
import { dialogKey, type RoomDialogRef } from '../model/dialog-ref.js'
import type { UserId } from '../model/ids.js'
import type { PresenceStanza } from '../model/stanza.js'
import { createState, type State } from '../rx/create-state.js'
import { entering, outside, sighted, type Room, type RoomChange, type RoomsState } from './rooms-reducer.js'

export type OccupancyDeps = Pick<ConcernDeps, 'presence$' | 'event$' | 'link' | 'addresses' | 'userId' | 'newId'>

/** What happened in a room; with an `error` it is no longer one of ours. */
interface News {
  readonly key: string
  readonly change?: RoomChange | undefined
  readonly error?: ChatError
}

export interface Occupancy {
  readonly state: State<RoomsState>
  readonly news$: Observable<News>
  readonly own: () => UserId
  readonly put: (key: string, room: Room) => void
  /** Forgets a room. */
  readonly drop: (key: string, change?: RoomChange) => void
  /** We are outside though nobody put us out: the room went with its node. */
  readonly lose: (key: string) => void
  /** Rooms that are lost, to be entered again. Hot. */
  readonly lost$: Observable<RoomDialogRef>
  /** Asks to be let in, or says that we go. */
  readonly write: (room: Room, going: 'in' | 'out') => void
  readonly background$: Observable<never>
}

export const leftBefore = (): ChatError =>
  new ChatError('closed', 'The room was left, or the chat destroyed, before it let us in.', { reason: 'left' })

/** The ways to be put out of a room (XEP-0045 15.6). */
const kicks = { 301: 'banned', 307: 'kicked', 321: 'affiliation-lost', 322: 'members-only' } as const
const kickOf = (codes: readonly string[]): string | undefined =>
  Object.entries(kicks).find(([code]) => codes.includes(code))?.[1]

/** A room that says so will not be there for a while, and means nobody (XEP-0045 15.6.2). */
const shutDown = '332'

/** The rooms we are in or want to be in, kept in step with the server while `background$` is subscribed. */
export const createOccupancy = ({ presence$, event$, link, addresses, newId, userId }: OccupancyDeps): Occupancy => {
  const state = createState<RoomsState>(new Map())
  const news$ = new Subject<News>()
  const lost$ = new Subject<RoomDialogRef>()
  const own = (): UserId => userId() ?? 0
  const put = (key: string, room: Room): void => state.set(new Map(state.get()).set(key, room))
  const drop = (key: string, change?: RoomChange, error = leftBefore()): void => {
    state.set(new Map([...state.get()].filter(([other]) => other !== key)))
    news$.next({ key, change, error })
  }
  const lose = (key: string): void => {
    const room = state.get().get(key)
    if (room === undefined) return
    put(key, entering(room.dialog))
    lost$.next(room.dialog)
  }
  const write = ({ dialog }: Room, going: 'in' | 'out'): void =>
    link()?.write({
      ...{ kind: 'presence', id: newId(), to: `${addresses.roomJid(dialog.dialogId)}/${String(own())}` },
      ...(going === 'in' ? { muc: { type: 'join', statusCodes: [] } } : { type: 'unavailable' }),
    })

  const out = (key: string, codes: readonly string[], change?: RoomChange): void =>
    codes.includes(shutDown) ? lose(key) : drop(key, change)
  const refused = (key: string, { dialog }: Room, presence: PresenceStanza): void => {
    const error = stanzaError(presence, (condition) => `The room did not let us in: ${condition}.`)
    drop(key, { type: 'kicked', dialog, userId: own(), reason: error.detail.condition }, error)
  }
  const take = (presence: PresenceStanza): void => {
    const { from, type, muc: { statusCodes = [] } = {} } = presence
    const who = addresses.parse(from)
    const key = who.type === 'room' ? dialogKey({ ...who, type: 'group' }) : ''
    const known = state.get().get(key)
    if (who.type !== 'room' || known === undefined) return
    const { userId: id = own() } = who
    if (type === 'error' && !known.joined && id === own()) refused(key, known, presence)
    // A room has a presence of its own, with its avatar.
    if (type === 'error' || who.userId === undefined) return
    const codes = { self: statusCodes.includes('110'), reason: kickOf(statusCodes) }
    const { room, change } = sighted(known, { userId: id, present: type === undefined, ...codes })
    if (known.joined && !room.userIds.includes(own())) return out(key, statusCodes, change)
    put(key, room)
    if (change !== undefined) news$.next({ key, change })
  }

  let user: UserId | undefined
  const follow = (event: ConnectionEvent): void => {
    if (event.type === 'up' && user !== event.userId) state.set(new Map())
    if (event.type === 'up') user = event.userId
    if (isSessionOver(event)) state.set(outside(state.get()))
    if (event.type === 'renewed') for (const room of state.get().values()) write(room, 'in')
  }
  const complete = (): void => {
    state.complete()
    news$.complete()
    lost$.complete()
  }
  const followed$ = merge(presence$.pipe(tap(take)), event$.pipe(tap(follow)))
  const background$ = followed$.pipe(ignoreElements(), finalize(complete))
  return { state, news$, own, put, drop, lose, lost$: lost$.asObservable(), write, background$ }
}
