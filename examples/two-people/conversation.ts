import type { HistoryMessage, Message, MessageId, SendProgress, StatusChange } from '../../lib/index.js'

/** How far a message of ours came, in the order of the stations. */
export const stations = ['queued', 'sending', 'sent', 'delivered', 'read'] as const
export type Station = (typeof stations)[number] | 'failed'

export interface Bubble {
  readonly id: MessageId
  readonly body: string
  readonly direction: Message['direction']
  readonly sentAt: number
  /** Of a message of ours. */
  readonly station: Station | null
  /** Of a message of the other one: whether we looked at it. */
  readonly seen: boolean
  /** How often it came over the stream: the SDK promises 1, and the page shows what it gets. */
  readonly arrivals: number
}

export type Conversation = readonly Bubble[]

export type ConversationAction =
  | { readonly type: 'history'; readonly messages: readonly HistoryMessage[]; readonly selfId: number }
  | { readonly type: 'progress'; readonly progress: SendProgress }
  | { readonly type: 'failed'; readonly id: MessageId }
  | { readonly type: 'received'; readonly message: Message }
  | { readonly type: 'status'; readonly change: StatusChange }
  | { readonly type: 'seen'; readonly id: MessageId }

const bubbleOf = ({ id, body, direction, sentAt }: Message): Bubble => ({
  id,
  body: body ?? '',
  direction,
  sentAt,
  station: direction === 'outgoing' ? 'queued' : null,
  seen: direction === 'outgoing',
  arrivals: 0,
})

const others = (ids: readonly number[], selfId: number): boolean => ids.some((id) => id !== selfId)

const fromHistory = (message: HistoryMessage, selfId: number): Bubble => {
  const { direction, deliveredIds, readIds } = message
  const bubble = bubbleOf(message)
  if (direction === 'incoming') return { ...bubble, seen: readIds.includes(selfId), arrivals: 1 }
  return { ...bubble, station: others(readIds, selfId) ? 'read' : others(deliveredIds, selfId) ? 'delivered' : 'sent' }
}

const rank = (station: Station | null): number => stations.findIndex((item) => item === station)

/** News may overtake each other; a message never goes back. */
const moved = (bubble: Bubble, station: Station): Bubble =>
  rank(station) > rank(bubble.station) ? { ...bubble, station } : bubble

const change = (state: Conversation, id: MessageId, update: (bubble: Bubble) => Bubble): Conversation =>
  state.map((bubble) => (bubble.id === id ? update(bubble) : bubble))

const withMessage = (state: Conversation, message: Message): Conversation =>
  state.some(({ id }) => id === message.id) ? state : [...state, bubbleOf(message)]

/** The list of one conversation, from everything that happens to it. */
export const reduceConversation = (state: Conversation, action: ConversationAction): Conversation => {
  switch (action.type) {
    case 'history': {
      const older = action.messages.filter(({ id }) => !state.some((bubble) => bubble.id === id))
      return [...older.map((message) => fromHistory(message, action.selfId)), ...state]
    }
    case 'progress': {
      const { id, status, message } = action.progress
      return change(withMessage(state, message), id, (bubble) => moved(bubble, status))
    }
    case 'failed':
      return change(state, action.id, (bubble) => ({ ...bubble, station: 'failed' }))
    case 'received': {
      const { message } = action
      return change(withMessage(state, message), message.id, (bubble) => ({ ...bubble, arrivals: bubble.arrivals + 1 }))
    }
    case 'status':
      return change(state, action.change.messageId, (bubble) =>
        bubble.direction === 'outgoing' ? moved(bubble, action.change.status) : bubble,
      )
    case 'seen':
      return change(state, action.id, (bubble) => ({ ...bubble, seen: true }))
  }
}
