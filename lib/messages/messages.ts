import type { Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { MessageChange } from './changes.js'
import type { MessageRef } from './known-messages.js'
import type { MessageDraft, MessageEdit } from './message-draft.js'
import type { SendFailure } from './pending-message.js'
import type { MessageStatus, ReadMark, StatusChange } from './statuses.js'

/** A message, and how it came: live, by carbon from another device, kept by the server meanwhile, or read from the history after a gap. */
export interface ReceivedMessage extends Message {
  readonly origin: 'live' | 'carbon' | 'offline' | 'catch-up'
  /** It had another text before; told of what is read from the history. */
  readonly editedAt?: EpochMs
}

/** Where a message of ours stands on its way to the server. */
export interface SendProgress {
  readonly id: MessageId
  readonly status: 'queued' | 'sending' | 'sent'
  readonly message: Message
}

/** Where an edit or a deletion stands on its way to the server. */
export interface ChangeProgress {
  /** Its own id, for `outbox.retry` and `outbox.cancel`; not that of the message. */
  readonly id: string
  readonly status: SendProgress['status']
}

/** `chat.messages`, the realtime part. */
export interface Messages {
  /**
   * Sends a message (RFC 6121 5; acknowledged by XEP-0198). The id is minted at the call. Cold: without a subscription nothing happens; the first
   * one hands the message to the outbox, emits `queued`, `sending`, `sent` and completes at `sent`, when the server
   * acknowledged that very stanza; of a room that we are in, when the room repeated it (XEP-0045 7.4). Every further subscription joins the same message and never
   * sends twice. Unsubscribing before `queued` withdraws it, later it stops watching, not sending. A message that failed
   * stays in `outbox.pending$`, for `outbox.retry` and `outbox.cancel`.
   *
   * Errors: 'argument' and 'size' before anything is sent, 'session' without a user, 'stanza' when the server refuses it,
   * 'closed' when the chat is destroyed before the server had it.
   */
  readonly send: (dialog: DialogRef, draft: MessageDraft) => Observable<SendProgress>
  /** Every message that arrives, once, in order; those of our other devices too, with `direction: 'outgoing'`. Hot. */
  readonly received$: Observable<ReceivedMessage>
  /** The messages of one dialog; shared per dialog, replays nothing, never errors. */
  readonly in: (dialog: DialogRef) => Observable<ReceivedMessage>
  /**
   * Gives a message of ours another text, for everyone, at once (XEP-0308). Cold; one edit per call, with the life and
   * errors of `send`. Without a connection it waits for one; `update` changes what is stored, over REST, and tells nobody.
   */
  readonly edit: (message: Pick<Message, 'id' | 'dialog'>, edit: MessageEdit) => Observable<ChangeProgress>
  /**
   * Deletes a message for everyone, at once (`urn:xmpp:message-delete:0`): one's own, or any in a room one is an admin of. Cold; one
   * deletion per call, with the life and errors of `send`. `remove` does it over REST, also for oneself only.
   */
  readonly delete: (message: Pick<Message, 'id' | 'dialog'>) => Observable<ChangeProgress>
  /**
   * Every edit and deletion for everyone, once: of others, of our other devices, and our own when the server has it. Hot.
   * Whose message it is, is checked where this session knows the message; what does not fit is told in `issues$`. Apply
   * what is left only to a message of that dialog and, for an edit, of that author.
   */
  readonly editedOrDeleted$: Observable<MessageChange>
  /** Those of one dialog; shared per dialog, replays nothing, never errors. */
  readonly changesIn: (dialog: DialogRef) => Observable<MessageChange>
  /**
   * A message, edit, deletion or reaction that will not be sent by itself any more, whoever watched it: refused by the server, by a
   * blocking opponent (503, 406: XEP-0016), or held back. Hot; it waits in `outbox.pending$`.
   */
  readonly failed$: Observable<SendFailure>
  /**
   * Delivered and read, by whom (XEP-0333). Hot. For a private message only the opponent's word counts;
   * anybody else's is told in `issues$`.
   */
  readonly statusChanged$: Observable<StatusChange>
  /**
   * What we read: told by `markRead` when it is asked to, before the server has it, and by our other devices for single
   * messages. `failed`: it was told before and did not come about; what is unread is the server's to say. Hot.
   */
  readonly read$: Observable<ReadMark>
  /** How far a message of ours of this session came; replays what is known, shared per message, never errors. */
  readonly watch: (id: MessageId) => Observable<MessageStatus>
  /** Tells the author that it arrived. Cold; emits the change and completes when the server has it. */
  readonly markDelivered: (message: MessageRef) => Observable<StatusChange>
  /**
   * Marks a whole dialog read: everything over REST, by one request where there is a REST session, and for each author the
   * newest unread message this session heard by a status. Cold; emits the changes and completes when the server has all.
   */
  markRead(dialog: DialogRef): Observable<readonly StatusChange[]>
  /** Tells the author that it was read. Cold; emits the change and completes when the server has it. */
  markRead(message: MessageRef): Observable<StatusChange>
}
