import type { ChatEvent } from '../chat-event.js'
import type { Cause, ConnectionState } from '../model/connection-state.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'

/** What a view is told: everything that happens, and what is done with other views, which it passes over. */
export type Told<Other extends string = 'timeline' | 'dialogs' | 'unread'> =
  ChatEvent | { readonly type: `${Other}/${string}` }

/** The message that an event brings, if the server keeps it, so that it counts it and lists it; not what is to vanish. */
export const messageOf = (event: Told): Message | undefined => {
  const message =
    event.type === 'message/received'
      ? event.message
      : event.type === 'outbox/sent' && event.entry.kind === 'message'
        ? event.entry.message
        : undefined
  return message?.saved === true && message.destroyAfter === undefined ? message : undefined
}

/** The dialog an event is about; of `dialog/changed` only the id counts. */
export const dialogOf = (event: Told): DialogRef | undefined => {
  if (event.type === 'dialog/changed') return { type: 'group', dialogId: event.change.dialogId }
  return 'change' in event && 'dialog' in event.change ? event.change.dialog : messageOf(event)?.dialog
}

/** What is heard once: a message, the reading of one. */
export const markOf = (event: Told): string | undefined =>
  event.type === 'message/read' ? event.change.messageId && `read ${event.change.messageId}` : messageOf(event)?.id

/** Whether it is a message that was kept for us: what is loaded at `ready` counts it. */
export const isMissed = (event: Told): boolean =>
  event.type === 'message/received' && ['catch-up', 'offline'].includes(event.message.origin)

/** Anything may have happened before a session that was not resumed; what failed is tried again in any. */
export const isDue = (state: ConnectionState, error: Cause | null): boolean =>
  state.type === 'ready' && (state.continuity !== 'resumed' || error !== null)
