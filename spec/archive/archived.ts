import type { ArchivedMessage, MessageStanza } from '../../lib/model/stanza.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'

export const addresses = createAddresses(1, 'chat.x')
export const ben = { type: 'private', opponentId: 56 } as const
export const team = { type: 'group', dialogId: '5c0900000000000000000033' } as const

export const oid = (number: number): string => number.toString(16).padStart(24, '0')

/** One of an archive: its place is its number, and what it says is told by `what`. */
export const archived = (
  number: number,
  delayedAt: number,
  what: Partial<MessageStanza> = {},
  queryId = 'q',
): ArchivedMessage => ({
  ...{ queryId, id: `a${String(number)}` },
  forwarded: {
    delayedAt,
    message: {
      ...{ kind: 'message', id: oid(number), type: 'chat', from: '56-1@chat.x/r', to: '21-1@chat.x' },
      ...(what.remove === undefined && { body: String(number) }),
      ...what,
    },
  },
})

/** What the SDK sends along with what is to be kept. */
export const kept = (sentAt: number): Pick<MessageStanza, 'extraParams'> => ({
  extraParams: { params: { save_to_history: '1', date_sent: String(sentAt / 1000) }, attachments: [] },
})
