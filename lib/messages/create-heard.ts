import { endWith, filter, ignoreElements, map, merge, share, takeUntil, type Observable } from 'rxjs'
import { dialogKey } from '../model/dialog-ref.js'
import { filterMap } from '../rx/filter-map.js'
import type { Incoming } from '../connection/incoming.js'
import type { Message } from '../model/message.js'
import { toChange, type MessageChange } from './changes.js'
import { detached } from './detached.js'
import type { KnownMessages } from './known-messages.js'
import { toMessage } from './message-codec.js'
import type { MessagesDeps } from './messages-deps.js'
import type { ReceivedMessage } from './messages.js'
import { ofEntry } from './pending-message.js'
import { createRecent } from './recent.js'

const isMessage = <T extends Pick<Message, 'id'>>(value: T | MessageChange): value is T => !('type' in value)

const isChange = (value: Pick<Message, 'id'> | MessageChange): value is MessageChange => 'type' in value

type Arriving = Pick<Incoming, 'stanza' | 'direction'> & Pick<ReceivedMessage, 'origin'>

/** What a stanza tells of messages, unless it is a change that was told before, under the id of its stanza. */
const createRead =
  (deps: MessagesDeps, isFirst: (change: MessageChange, stanzaId: string) => boolean) =>
  ({ stanza, direction, origin }: Arriving): ReceivedMessage | MessageChange | undefined => {
    const now = deps.now()
    const change = toChange(stanza, direction, deps.addresses, now)
    if (change !== undefined) return stanza.id === undefined || isFirst(change, stanza.id) ? change : undefined
    const message = toMessage(stanza, direction, deps.addresses, now)
    if (message === undefined) return undefined
    return { origin, ...message, direction: message.senderId === deps.userId() ? 'outgoing' : message.direction }
  }

/** A message of ours. */
export type Own = Pick<Message, 'id' | 'senderId'>

/** What there is to tell of messages. */
export interface Heard {
  /** For what is read from an archive. */
  readonly read: ReturnType<typeof createRead>
  /** Messages that were not known, in order. */
  readonly news$: Observable<ReceivedMessage>
  /** Those of ours that the server has, from whichever device. */
  readonly own$: Observable<Own>
  readonly editedOrDeleted$: Observable<MessageChange>
}

/** Hears messages and changes to them: those that arrive, those read from the history, and ours once the server has them. */
export const createHeard = (deps: MessagesDeps, known: KnownMessages): Heard => {
  const { incoming$, addresses, arrange, report, outbox } = deps
  const seen = createRecent<true>()
  const isFirst = ({ userId }: MessageChange, stanzaId: string): boolean =>
    seen.add(detached(`${String(userId)}/${stanzaId}`), true)
  const read = createRead(deps, isFirst)
  // Messages and changes to them, in one order.
  const told$ = incoming$.pipe(
    filterMap((incoming) => {
      const value = read(incoming)
      const storedAt = incoming.origin === 'offline' ? incoming.stanza.delayedAt : undefined
      return value && { key: dialogKey(value.dialog), value, storedAt }
    }),
    arrange,
    share(),
  )
  /** That a message we know has another text meanwhile, as the history tells. */
  const missedEdit = (message: ReceivedMessage): MessageChange | undefined => {
    const { id: messageId, dialog, senderId: userId, body, editedAt: at } = message
    if (at === undefined || body === null) return undefined
    const edit = { type: 'edited', messageId, dialog, userId, at, body, last: known.isNewest(message) } as const
    return isFirst(edit, `${messageId}@${String(at)}`) ? edit : undefined
  }
  // What the server has of ours waits for nothing that was missed: it is on the screen already.
  const sentNow$ = outbox.sent$.pipe(
    filterMap((entry): Own | MessageChange | undefined => {
      if (entry.background) return undefined
      // What was handed over in this session was noted then.
      if (known.dialogOf(entry.userId, entry.id) !== undefined) return { id: entry.id, senderId: entry.userId }
      const own = ofEntry(entry, addresses)
      if (own === undefined) return undefined
      if (!isChange(own)) {
        known.note(own)
        return own
      }
      // As of now: it may have waited for long.
      return isFirst(own, entry.id) ? { ...own, at: deps.now() } : undefined
    }),
    takeUntil(incoming$.pipe(ignoreElements(), endWith(null))),
    share(),
  )
  const message$ = told$.pipe(
    filter(isMessage),
    map((message) => ({ message, isNew: known.note(message) })),
    share(),
  )
  const news$ = message$.pipe(
    filterMap(({ message, isNew }) => (isNew ? message : undefined)),
    share(),
  )
  const missed$ = message$.pipe(filterMap(({ message, isNew }) => (isNew ? undefined : missedEdit(message))))
  const editedOrDeleted$ = merge(told$.pipe(filter(isChange)), sentNow$.pipe(filter(isChange)), missed$).pipe(
    filter((change) => {
      const may = known.mayChange(change)
      if (!may) report('an edit or deletion of a message by somebody who did not write it')
      return may
    }),
    share(),
  )
  const own$ = merge(
    message$.pipe(filterMap(({ message }) => (message.direction === 'outgoing' ? message : undefined))),
    sentNow$.pipe(filter(isMessage)),
  )
  return { read, news$, own$, editedOrDeleted$ }
}
