import { catchError, defer, EMPTY, filter, ignoreElements, merge, mergeMap, switchMap, tap, timer } from 'rxjs'
import { throwError, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { isUsable } from '../connection/connection-event.js'
import { isChatError } from '../errors/chat-error.js'
import type { RoomDialogRef } from '../model/dialog-ref.js'
import type { EpochMs } from '../model/ids.js'
import { bareJid } from '../xmpp/jid.js'
import type { Occupancy, OccupancyDeps } from './occupancy.js'

export type SelfPingDeps = OccupancyDeps & Pick<ConcernDeps, 'request' | 'incoming$' | 'now' | 'scheduler'>

export interface SelfPing {
  /**
   * Asks a room whether we are in it (XEP-0410). Cold; completes when we are. Errors as every request; where the room says
   * that we are not, it is lost.
   */
  readonly ask: (key: string) => Observable<never>
  /** When a room that we entered was heard last. */
  readonly heardAt: (dialog: RoomDialogRef) => EpochMs
  /** Asks each room that was silent for half a minute, a minute at most: nobody tells us that it went with its node. */
  readonly background$: Observable<never>
}

/** ms: a room in which nothing was heard from one look to the next is asked. */
const betweenLooks = 30_000

/** What ejabberd answers who is not inside, of a room that is kept and of one that is not. All else comes from an occupant: us. */
const outside: readonly string[] = ['not-acceptable', 'item-not-found']

export const createSelfPing = ({ state, own, write, lose }: Occupancy, deps: SelfPingDeps): SelfPing => {
  const { addresses, request, incoming$, presence$, event$, now, scheduler } = deps
  const ask = (key: string): Observable<never> =>
    defer(() => {
      const dialog = state.get().get(key)?.dialog
      if (dialog === undefined) return EMPTY
      const to = `${addresses.roomJid(dialog.dialogId)}/${String(own())}`
      return request({ type: 'get', to, ping: true }).pipe(
        catchError((error: unknown) => {
          if (isChatError(error, 'stanza') && !error.retryable && !outside.includes(error.detail.condition))
            return EMPTY
          if (isChatError(error, 'stanza') && !error.retryable) lose(key)
          return throwError(() => error)
        }),
      )
    }).pipe(ignoreElements())

  /** By the JIDs of the rooms, which tell us first who is in. */
  const heard = new Map<string, EpochMs>()
  const lastOf = ({ dialogId }: RoomDialogRef): EpochMs | undefined => heard.get(addresses.roomJid(dialogId))
  const hear = ({ from = '' }: { readonly from?: string | undefined }, isOurs: boolean): unknown =>
    (isOurs || heard.has(bareJid(from))) && heard.set(bareJid(from), now())
  const hear$ = merge(
    presence$.pipe(tap((presence) => presence.muc && hear(presence, true))),
    incoming$.pipe(tap(({ stanza }) => stanza.type === 'groupchat' && hear(stanza, false))),
  )
  const look = (): readonly Observable<never>[] => {
    const silent = [...state.get()].filter(([, { dialog }]) => (lastOf(dialog) ?? 0) < now() - betweenLooks)
    for (const [, room] of silent) if (!room.joined) write(room, 'in')
    return silent.flatMap(([key, { joined }]) => (joined ? [ask(key).pipe(catchError(() => EMPTY))] : []))
  }
  const looking$ = event$.pipe(
    filter((event) => isUsable(event) || event.type === 'down'),
    switchMap(({ type }) => (type === 'down' ? EMPTY : timer(betweenLooks, betweenLooks, scheduler))),
    mergeMap(look),
    mergeMap((asking$) => asking$),
  )
  return {
    ask,
    heardAt: (dialog) => lastOf(dialog) ?? now(),
    background$: merge(hear$, looking$).pipe(ignoreElements()),
  }
}
