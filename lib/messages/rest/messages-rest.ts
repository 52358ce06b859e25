import type { DialogId, EpochMs, MessageId, UserId } from '../../model/ids.js'
import type { Choice, Paging } from '../../rest/query.js'
import type { MessageDraft } from '../message-draft.js'

/** Which messages, beyond their times; all that is named has to hold. */
export interface MessageFilter {
  readonly id?: Choice<MessageId>
  /** `contains` is a case-sensitive part of the text. */
  readonly body?: string | { readonly contains: string }
  readonly senderId?: Choice<UserId>
  readonly recipientId?: Choice<UserId>
  /** Messages with an attachment of that type. */
  readonly attachmentType?: string
}

/** Which messages of a dialog. */
export interface MessageBounds {
  /**
   * Messages sent up to then, **that second included**: the server counts in seconds, so leaving it out would lose the
   * messages that share it. Drop by id what you have; page on with the same `before` and a growing `skip`.
   */
  readonly before?: EpochMs
  /** Messages sent since then, that second included. */
  readonly after?: EpochMs
  /** Messages stored, edited or with a new status after then: what changed, whenever it was sent. */
  readonly updatedAfter?: EpochMs
  readonly filter?: MessageFilter
}

/** A page of a dialog's history (`GET /chat/Message`). */
export interface HistoryQuery extends MessageBounds, Paging {
  /** Default `newest-first`. */
  readonly sort?: 'newest-first' | 'oldest-first'
  /** Whether fetching marks the messages read for the user. Default false, unlike the server's own default. */
  readonly markRead?: boolean
}

/** A message made over REST: a body, an attachment or a param has to be there. */
export interface StoredDraft extends Pick<MessageDraft, 'body' | 'attachments' | 'params' | 'markable'> {
  /** Whether those who are online get it at once, as if it was sent over the stream. Default false: stored only. */
  readonly sendToChat?: boolean
}

/** What is told of messages, for all who see it: statuses of the user, and with one message of one's own a new body. */
export interface MessageChanges {
  readonly read?: true
  readonly delivered?: true
  readonly body?: string
}

/** How many messages are unread: in all private and group dialogs, and in each of those that were asked for. */
export interface UnreadCount {
  readonly total: number
  readonly byDialog: Readonly<Record<DialogId, number>>
}
