import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  share,
  take,
  throwIfEmpty,
  type Observable,
} from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { inTime } from '../connection/iq.js'
import { argumentError } from '../errors/argument-error.js'
import { dialogKey, type DialogRef, type RoomDialogRef } from '../model/dialog-ref.js'
import type { EpochMs, UserId } from '../model/ids.js'
import { act } from '../rx/act.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { silently } from '../rx/silently.js'
import { linkLost } from '../stream/stream-errors.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { createOccupancy, leftBefore, type Occupancy } from './occupancy.js'
import { entering, type Room, type RoomChange } from './rooms-reducer.js'
import { createSelfPing, type SelfPing, type SelfPingDeps } from './self-ping.js'

/** `chat.rooms`: who is in a room at this moment (XEP-0045). Messages need no joining. */
export interface Rooms {
  /**
   * Enters the room of a dialog, and until it is left again in every new session, and when the room went with a node of the
   * server: a silent room is asked now and then (XEP-0410). Cold; emits who is in it, ourselves too,
   * and completes; at once when we are in already; at the same time it is asked once. Unsubscribing before takes it back.
   * Errors: 'argument' for a private dialog, 'link' without a link, 'stanza' when the room refuses, 'timeout' when it is
   * silent for `timeouts.request`, in which a link that is lost is waited for, 'closed' when it is left, or the chat
   * destroyed, before.
   */
  readonly join: (dialog: DialogRef) => Observable<readonly UserId[]>
  /** Leaves it. Cold; completes when written, at once where we are not in it. Errors: 'argument'. */
  readonly leave: (dialog: DialogRef) => Observable<void>
  /** Asks who is in it, without entering (XEP-0045 6.4). Cold. Errors: 'argument', and those of every request. */
  readonly online: (dialog: DialogRef) => Observable<readonly UserId[]>
  /** Who is in it while we are, else nobody. Shared per dialog, replays, never errors. */
  readonly in: (dialog: DialogRef) => Observable<readonly UserId[]>
  /** Who comes and goes in the rooms we are in, and that we do. Hot; replays nothing. */
  readonly changed$: Observable<RoomChange>
}

const nobody: readonly UserId[] = []
const present = (room: Room | undefined): readonly UserId[] => (room?.joined === true ? room.userIds : nobody)

/** Throws `ChatError` ('argument') for what has no room. */
const checkRoom: (dialog: DialogRef) => asserts dialog is RoomDialogRef = (dialog) => {
  checkDialog(dialog)
  if (dialog.type === 'private') throw argumentError('dialog', 'a group, public or broadcast dialog')
}

/** Asks to be let in, once for all who wait; when nobody waits any more it is taken back. */
const enter = ({ state, news$, write, drop }: Occupancy, key: string): Observable<readonly UserId[]> => {
  const room = (): Room | undefined => state.get().get(key)
  const writeIf = (entered: Room | undefined, going: 'in' | 'out'): void => {
    if (entered?.joined === false) write(entered, going)
  }
  return merge(
    news$.pipe(
      filter((news) => news.key === key),
      // Whoever is told may leave at once: that is no news of this one.
      take(1),
      map(({ error }) => {
        if (error !== undefined) throw error
        return present(room())
      }),
    ),
    silently(() => writeIf(room(), 'in')),
  ).pipe(
    throwIfEmpty(leftBefore),
    finalize(() => {
      writeIf(room(), 'out')
      if (room()?.joined === false) drop(key)
    }),
  )
}

export interface RoomsDeps extends SelfPingDeps, Pick<ConcernDeps, 'deadline'> {
  /** Sees to what was written to a room that was lost, by its JID. */
  readonly lost: (to: string) => Observable<unknown>
  /** Reads what was said in a room since then. */
  readonly missed: (gap: { readonly dialog: RoomDialogRef; readonly since: EpochMs }) => Observable<unknown>
}

export interface RoomsBackground extends Pick<Occupancy, 'background$'> {
  /** As `join`, of a room that shows that we are not in it, whatever we knew; without a deadline. */
  readonly enterAgain: Rooms['join']
  /** The rooms that we are in, or enter. */
  readonly entered: () => readonly DialogRef[]
  /** Asks a room that we are in, or enter, whether we are; `undefined` for any other. */
  readonly confirmIn: (dialog: RoomDialogRef) => Observable<never> | undefined
}

/** What was written to a room that is lost waits until it is entered again; what was said there meanwhile is read then. */
const returning =
  (enterOnce: Rooms['join'], { heardAt }: SelfPing, { lost, missed, addresses }: RoomsDeps) =>
  (dialog: RoomDialogRef): Observable<unknown> => {
    const since = heardAt(dialog)
    const entered$ = enterOnce(dialog).pipe(catchError(() => EMPTY))
    return merge(lost(addresses.roomJid(dialog.dialogId)), entered$.pipe(mergeMap(() => missed({ dialog, since }))))
  }

/** Creates `chat.rooms`. `background$` is to be subscribed for as long as the chat lives. */
export const createRooms = (deps: RoomsDeps): Rooms & RoomsBackground => {
  const occupancy = createOccupancy(deps)
  const { state, news$, own, put, write, drop, lose, lost$ } = occupancy
  const selfPing = createSelfPing(occupancy, deps)
  const entered = sharedByKey((key: string) => enter(occupancy, key))
  const occupants = sharedByKey((key: string) =>
    state.value$.pipe(
      map((rooms) => present(rooms.get(key))),
      distinctUntilChanged(),
    ),
  )
  const find = (dialog: DialogRef) => {
    checkRoom(dialog)
    const key = dialogKey(dialog)
    return { key, dialog: { type: dialog.type, dialogId: dialog.dialogId }, room: state.get().get(key) }
  }
  const enterOnce: Rooms['join'] = (ref) =>
    defer(() => {
      const { key, dialog, room } = find(ref)
      if (room?.joined === true) return of(room.userIds)
      if (deps.link() === null) throw linkLost('not connected; call connection.connect() first')
      if (room === undefined) put(key, entering(dialog))
      return entered(key)
    })
  const entering$ = lost$.pipe(mergeMap(returning(enterOnce, selfPing, deps)))
  return {
    join: (dialog) => enterOnce(dialog).pipe(inTime('room', deps)),
    enterAgain: (ref) =>
      defer(() => {
        const { key, room } = find(ref)
        if (room?.joined === true) lose(key)
        return enterOnce(ref)
      }),
    confirmIn: (dialog) => (find(dialog).room === undefined ? undefined : selfPing.ask(dialogKey(dialog))),
    leave: (ref) =>
      act(() => {
        const { key, dialog, room } = find(ref)
        if (room === undefined) return
        write(room, 'out')
        drop(key, room.joined ? { type: 'left', dialog, userId: own() } : undefined)
      }),
    online: (ref) =>
      defer(() => {
        const to = deps.addresses.roomJid(find(ref).dialog.dialogId)
        return deps.request({ type: 'get', to, discoItems: { items: [] } }).pipe(
          map(({ discoItems }) => {
            const who = (discoItems?.items ?? []).map(({ jid }) => deps.addresses.parse(jid))
            return [...new Set(who.flatMap((one) => (one.type === 'room' ? (one.userId ?? []) : [])))]
          }),
        )
      }),
    in: (dialog) => occupants(dialogKey(dialog)),
    changed$: news$.pipe(
      mergeMap(({ change }) => (change === undefined ? [] : [change])),
      share(),
    ),
    background$: merge(occupancy.background$, selfPing.background$, entering$).pipe(ignoreElements()),
    entered: () => [...state.get().values()].map(({ dialog }) => dialog),
  }
}
