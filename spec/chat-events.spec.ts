import { expect, it } from '@jest/globals'
import { of } from 'rxjs'
import { chatEvents } from '../lib/chat-events.js'
import { createChat, withContacts, type ChatEvent, type MessageChange } from '../lib/index.js'

it('tells the events of every concern by their type', () => {
  const chat = createChat({ application: { id: 10, authKey: 'none' } }, { contacts: withContacts })
  const dialog = { type: 'private', opponentId: 2 } as const
  const about = { messageId: 'm1', dialog, userId: 2, at: 1 }
  const message = { id: 'm1', dialog, senderId: 2, direction: 'incoming', origin: 'live', params: {} } as const
  const rest = { body: 'Hi', sentAt: 1, markable: false, attachments: [] }
  const failure = { id: 'm1', kind: 'delete', messageId: 'm1', dialog } as const
  const error = { _tag: 'closed', message: 'No.', detail: { reason: 'no' }, retryable: false } as const
  const events: ChatEvent[] = []
  const errors: unknown[] = []
  const entry = { ...failure, userId: 1, at: 1, status: 'queued' } as const
  const outbox = { pending$: of([entry]), sent$: of(entry) }
  chatEvents(of({ type: 'idle' }), outbox, {
    messages: {
      ...chat.messages,
      received$: of({ ...message, ...rest }),
      gap$: of({ dialog, since: 1, open: true }),
      read$: of({ dialog, at: 1, failed: false }),
      statusChanged$: of({ ...about, status: 'read' }),
      editedOrDeleted$: of<MessageChange[]>(
        { ...about, type: 'edited', body: 'Ho', last: false },
        { ...about, type: 'deleted' },
      ),
      failed$: of({ ...failure, error }),
    },
    reactions: { ...chat.reactions, changed$: of({ messageId: 'm1', dialog, userId: 2, at: 1, add: '👍' }) },
    typing: { ...chat.typing, changed$: of({ dialog, userId: 2, typing: true }) },
    activity: { ...chat.activity, changed$: of({ userId: 2, status: 'online' }) },
    systemMessages: {
      ...chat.systemMessages,
      received$: of({ ...message, recipientId: 1, at: 1 }),
      failed$: of({ id: 's1', userId: 2, error }),
    },
    dialogs: { ...chat.dialogs, changed$: of({ type: 'created', dialogId: 'd1', userId: 2 }) },
    rooms: { ...chat.rooms, changed$: of({ type: 'joined', dialog: { type: 'group', dialogId: 'd1' }, userId: 2 }) },
    privacy: { ...chat.privacy, changed$: of({ name: 'blocked' }) },
    contacts: {
      ...chat.contacts,
      changed$: of({ userId: 2, contact: null }),
      presenceChanged$: of({ userId: 2, presence: null }),
      requested$: of({ userId: 2 }),
    },
  }).subscribe({ next: (event) => events.push(event), error: (error: unknown) => errors.push(error) })
  expect(errors).toEqual([])
  expect(events.map(({ type }) => type)).toEqual([
    ...[
      'connection/state',
      'message/received',
      'message/gap',
      'message/status',
      'message/read',
      'message/edited',
      'message/deleted',
    ],
    ...[
      'message/failed',
      'outbox/changed',
      'outbox/sent',
      'reaction/changed',
      'typing/changed',
      'activity/changed',
      'system/received',
      'system/failed',
      'dialog/changed',
    ],
    ...['room/changed', 'privacy/changed', 'contact/changed', 'contact/presence', 'contact/requested'],
  ])
  expect(structuredClone(events)).toEqual(events)
})
