import { EMPTY, map, merge, share, type Observable } from 'rxjs'
import type { ChatEvent } from './chat-event.js'
import type { Chat, FullChat } from './chat.js'

type Sources = Pick<
  Chat,
  'messages' | 'reactions' | 'typing' | 'activity' | 'systemMessages' | 'dialogs' | 'rooms' | 'privacy'
> &
  Partial<Pick<FullChat, 'contacts'>>

/** Everything that happens, as one union; of contacts where the chat has them. Hot. */
export const chatEvents = (
  state$: Chat['connection']['state$'],
  outbox: Pick<Chat['outbox'], 'pending$' | 'sent$'>,
  sources: Sources,
): Observable<ChatEvent> => {
  const { messages, reactions, typing, activity, systemMessages, dialogs, rooms, privacy, contacts } = sources
  const as = <T>(value$: Observable<T> = EMPTY, toEvent: (value: T) => ChatEvent): Observable<ChatEvent> =>
    value$.pipe(map(toEvent))
  return merge(
    as(state$, (state) => ({ type: 'connection/state', state })),
    as(messages.received$, (message) => ({ type: 'message/received', message })),
    as(messages.gap$, (gap) => ({ type: 'message/gap', gap })),
    as(messages.statusChanged$, (change) => ({ type: 'message/status', change })),
    as(messages.read$, (change) => ({ type: 'message/read', change })),
    as(messages.editedOrDeleted$, (change) =>
      change.type === 'edited' ? { type: 'message/edited', change } : { type: 'message/deleted', change },
    ),
    as(messages.failed$, (failure) => ({ type: 'message/failed', failure })),
    as(outbox.pending$, (pending) => ({ type: 'outbox/changed', pending })),
    as(outbox.sent$, (entry) => ({ type: 'outbox/sent', entry })),
    as(reactions.changed$, (change) => ({ type: 'reaction/changed', change })),
    as(typing.changed$, (change) => ({ type: 'typing/changed', change })),
    as(activity.changed$, (told) => ({ type: 'activity/changed', activity: told })),
    as(systemMessages.received$, (message) => ({ type: 'system/received', message })),
    as(systemMessages.failed$, (failure) => ({ type: 'system/failed', failure })),
    as(dialogs.changed$, (change) => ({ type: 'dialog/changed', change })),
    as(rooms.changed$, (change) => ({ type: 'room/changed', change })),
    as(privacy.changed$, ({ name }) => ({ type: 'privacy/changed', name })),
    as(contacts?.changed$, (change) => ({ type: 'contact/changed', change })),
    as(contacts?.presenceChanged$, (change) => ({ type: 'contact/presence', change })),
    as(contacts?.requested$, (request) => ({ type: 'contact/requested', request })),
  ).pipe(share())
}
