import type { Incoming } from '../connection/incoming.js'
import { toChange, type MessageChange } from '../messages/changes.js'
import { toMessage } from '../messages/message-codec.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { ArchivedMessage } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'

/** An archived message as it came; `own`: who reads it. */
export const toIncoming = (
  { forwarded: { delayedAt, message } }: ArchivedMessage,
  own: UserId | undefined,
  addresses: Addresses,
): Pick<Incoming, 'stanza' | 'direction'> => {
  const from = addresses.parse(message.from)
  const isOwn = from.type === 'user' && from.userId === own
  return { stanza: { ...message, delayedAt }, direction: isOwn ? 'outgoing' : 'incoming' }
}

/** ms that a message may have been on its way to the archive. */
export const onItsWay = 60_000

export const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / 1000) * 1000

/** An archived message as the history has it, or the change that it tells; `undefined` for all else. */
export const toStored = (
  item: ArchivedMessage,
  own: UserId | undefined,
  addresses: Addresses,
): HistoryMessage | MessageChange | undefined => {
  const { stanza, direction } = toIncoming(item, own, addresses)
  const at = item.forwarded.delayedAt
  const change = toChange(stanza, direction, addresses, at)
  if (change !== undefined) return change
  const message = toMessage(stanza, direction, addresses, at)
  // As over REST: what its sender did not want to be kept is no history.
  if (message?.saved !== true) return undefined
  // Senders' clocks may be wrong, or a message may have waited: pages need the order that the archive has.
  const sentAt = wholeSecond(Math.min(Math.max(message.sentAt, at - onItsWay), at))
  const isOwn = message.senderId === own
  return {
    ...{ ...message, sentAt, direction: isOwn ? 'outgoing' : 'incoming' },
    ...{ deliveredIds: [], readIds: [], updatedAt: at },
  }
}
