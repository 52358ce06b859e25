import type { Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { MessageDraft } from './message-draft.js'
import type { StatusChange } from './statuses.js'

/** A message, and how it came: live, by carbon from another device, kept by the server meanwhile, or read from the history after a gap. */
export interface ReceivedMessage extends Message {
  readonly origin: 'live' | 'carbon' | 'offline' | 'catch-up'
}

/** Where a message of ours stands on its way to the server. */
export interface SendProgress {
  readonly id: MessageId
  readonly status: 'queued' | 'sending' | 'sent'
  readonly message: Message
}

/** `chat.messages`, the realtime part. */
export interface Messages {
  /**
   * Sends a message (protocol 3.7). The id is minted at the call. Cold: without a subscription nothing happens; the first
   * one hands the message to the outbox, emits `queued`, `sending`, `sent` and completes at `sent`, when the server
   * acknowledged that very stanza or the room echoed it. Every further subscription joins the same message and never
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
   * Delivered and read, by whom (XEP-0333, protocol 3.9). Hot. For a private message only the opponent's word counts;
   * anybody else's is told in `issues$`.
   */
  readonly statusChanged$: Observable<StatusChange>
  /** The statuses of one message, as they come; shared per message, never errors. */
  readonly watch: (id: MessageId) => Observable<StatusChange>
  /** Tells the author that it arrived. Cold; emits the change and completes when the server has it. */
  readonly markDelivered: (message: Pick<Message, 'id' | 'senderId' | 'dialog'>) => Observable<StatusChange>
  /** Tells the author that it was read. Cold; emits the change and completes when the server has it. */
  readonly markRead: (message: Pick<Message, 'id' | 'senderId' | 'dialog'>) => Observable<StatusChange>
}
