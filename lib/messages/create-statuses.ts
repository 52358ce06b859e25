import { defer, distinctUntilChanged, filter, map, merge, of, share, type Observable } from 'rxjs'
import { byKey } from '../rx/by-key.js'
import { filterMap } from '../rx/filter-map.js'
import type { Own } from './create-heard.js'
import type { KnownMessages } from './known-messages.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages } from './messages.js'
import { createRecent } from './recent.js'
import {
  isOfDialog,
  toStatusChange,
  sentStatus,
  withStatus,
  type MessageStatus,
  type StatusChange,
} from './statuses.js'

/** Tells the statuses of our messages and remembers how far each came; `sent$`: those the server has. */
export const createStatuses = (
  { incoming$, addresses, userId, now, report }: MessagesDeps,
  known: KnownMessages,
  sent$: Observable<Own>,
): Pick<Messages, 'statusChanged$' | 'watch'> & { readonly background$: Observable<unknown> } => {
  // Of those that came further than to the server: the others are told by what is known of each message.
  const statuses = createRecent<MessageStatus>()
  const marked$ = incoming$.pipe(
    filterMap(({ stanza, direction }): StatusChange | undefined => {
      const { marker } = stanza
      if (direction === 'outgoing' || stanza.type === 'error' || marker === undefined) return undefined
      if (marker.type === 'markable') return undefined
      const [from, own] = [addresses.parse(stanza.from), userId()]
      if (from.type !== 'user' || from.userId === own) return undefined
      // A status on one of our messages travels between two users and does not tell in which dialog it went.
      const change = toStatusChange(stanza, from.userId, (id) => known.dialogOf(own, id), now())
      if (change === undefined || isOfDialog(change)) return change
      report('a status of a private message from somebody it was not written to')
      return undefined
    }),
  )
  const sent = (own: Own): { readonly state: MessageStatus; readonly change?: StatusChange } | undefined =>
    known.markSent(own) && statuses.get(own.id) === undefined ? { state: sentStatus(own.id) } : undefined
  const step$ = merge(
    sent$.pipe(filterMap(sent)),
    marked$.pipe(
      filterMap((change) => {
        const before = statuses.get(change.messageId)
        const state = withStatus(before, change)
        if (state === before) return undefined
        statuses.put(state.messageId, state)
        return { change, state }
      }),
    ),
  ).pipe(share())
  const statusChanged$ = step$.pipe(filterMap(({ change }) => change))
  const stepsOf = byKey(step$, ({ state }) => state.messageId)
  // Listening first: what happens while the standing one is told is not missed.
  const watch: Messages['watch'] = (id) => {
    const standing$ = defer(() => of(statuses.get(id) ?? (known.isSent(id) ? sentStatus(id) : undefined)))
    return merge(stepsOf(id).pipe(map(({ state }) => state)), standing$).pipe(
      filter((state) => state !== undefined),
      distinctUntilChanged(),
    )
  }
  return { statusChanged$, watch, background$: step$ }
}
