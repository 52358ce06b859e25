import { filter, map, of } from 'rxjs'
import { createIncoming } from '../../lib/connection/incoming.js'
import { isChatError } from '../../lib/errors/chat-error.js'
import { createMessages } from '../../lib/messages/create-messages.js'
import type { MessagesDeps } from '../../lib/messages/messages-deps.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { setUpOutbox } from '../outbox/set-up-outbox.js'

export const clock = 1_700_000_009_500
export const dialogId = '5c0900000000000000000033'
export const roomJid = `1_${dialogId}@muc.chat.localhost`
export const group = { type: 'group', dialogId } as const
export const ben = { type: 'private', opponentId: 56 } as const

/** `m1` as the ObjectId it stands for. */
export const oid = (number: number): string => number.toString(16).padStart(24, '0')

/** What an Observable said so far, in words: `word` of each value, `error <tag>`, `complete`. */
export const observer = <T>(seen: string[], word: (value: T) => string) => ({
  next: (value: T) => {
    seen.push(word(value))
  },
  error: (error: unknown) => {
    seen.push(isChatError(error) ? `error ${error._tag}` : 'a foreign error')
  },
  complete: () => {
    seen.push('complete')
  },
})

/** The messages of user 21 over a connection played by hand; the background work is on, ids count from 1. */
export const setUpMessages = (over: Partial<MessagesDeps> & { readonly maxBytes?: number } = {}) => {
  const connection = fakeConnection()
  const reports: string[] = []
  const report = (problem: string): void => {
    reports.push(problem)
  }
  let user: number | undefined = 21
  let count = 0
  const userId = (): number | undefined => user
  const outbox = setUpOutbox(connection, userId, { maxBytes: over.maxBytes ?? 10_000, reports })
  const stanza$ = connection.event$.pipe(
    filter((event) => event.type === 'stanza'),
    map(({ stanza }) => stanza),
  )
  const { background$, ...messages } = createMessages({
    incoming$: createIncoming({ stanza$, jid: () => connection.link()?.jid ?? '', report }),
    outbox,
    arrange: map(({ value }) => value),
    joinRoom: () => of(null),
    confirmIn: () => undefined,
    isArchived: () => false,
    markAllRead: () => of(null),
    addresses: createAddresses(1, 'chat.localhost'),
    userId,
    newId: () => oid(++count),
    now: () => clock,
    delivered: 'markable',
    report,
    ...over,
  })
  background$.subscribe()
  return {
    connection,
    outbox,
    messages,
    reports,
    as: (next: number | undefined) => {
      user = next
    },
    online: (id = 21, resumed = false) => {
      outbox.revive(connection.up(id, resumed)).subscribe()
    },
    /** How many messages with a body were written. */
    bodies: (): readonly (string | undefined)[] =>
      connection.written.flatMap((stanza) => (stanza.kind === 'message' ? [stanza.body] : [])),
    markers: (): readonly (MessageStanza['marker'] & { readonly to: string | undefined })[] =>
      connection.written.flatMap((stanza) =>
        stanza.kind === 'message' && stanza.marker !== undefined && stanza.marker.type !== 'markable'
          ? [{ ...stanza.marker, to: stanza.to }]
          : [],
      ),
  }
}
