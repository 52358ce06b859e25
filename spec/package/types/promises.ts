// What the public types promise: compiled against the packed package, by every TypeScript that is supported.
import {
  createChat,
  defineSystemMessage,
  dialogKey,
  isChatError,
  toEither,
  withContacts,
  withLive,
  type Chat,
  type ChatConfig,
  type ChatError,
  type ChatEvent,
  type ChatWith,
  type Codec,
  type ConnectionState,
  type Contacts,
  type Dialog,
  type DialogRef,
  type Either,
  type FullChat,
  type Live,
  type MessageDraft,
  type ReceivedMessage,
  type SendProgress,
} from 'connectycube-rx'
import { createRest } from 'connectycube-rx/rest'
import { fakeChat } from 'connectycube-rx/testing'
import * as E from 'fp-ts/lib/Either.js'
import { of, type Observable } from 'rxjs'

/** Whether two types are the same, `any` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
export const same = <A, B>(are: Same<A, B>): boolean => are

const chat: FullChat = createChat(
  { application: { id: 1, authKey: 'key' } },
  { live: withLive, contacts: withContacts },
)
const group: DialogRef = { type: 'group', dialogId: '5f1e7a3c2b0d4e6f8a9b0c1d' }

// Optional properties are optional, not undefined.
export const config: ChatConfig = { application: { id: 1, authKey: 'key' }, reconnection: { totalReconnections: 3 } }
// @ts-expect-error -- the key is missing
createChat({ application: { id: 1 } })
// @ts-expect-error -- undefined is no value
createChat({ application: { id: 1, authKey: 'key' }, resource: undefined })
// A chat has the features that are handed over, and no others.
export const chats = {
  plain: createChat(config),
  empty: createChat(config, {}),
  live: createChat(config, { live: withLive }),
  contacts: createChat(config, { contacts: withContacts }),
}
same<typeof chats.plain, ChatWith<never>>(true)
same<typeof chats.live, ChatWith<'live'>>(true)
export const shown: readonly [Chat, Chat, Live, Contacts, FullChat] = [
  ...([chats.plain, chats.empty, chats.live.live, chats.contacts.contacts, chat] as const),
]
// @ts-expect-error -- what is wanted does not say that it was handed over
export const wanted: FullChat = createChat(config)
// @ts-expect-error -- nor does a name
createChat<'live'>(config)
// @ts-expect-error -- nothing was handed over
chats.plain.contacts
// @ts-expect-error -- nothing was handed over
chats.empty.live
// @ts-expect-error -- the views alone
chats.live.contacts
// @ts-expect-error -- the contacts alone
chats.contacts.live
// @ts-expect-error -- there is no such feature
createChat(config, { live: withLive, typing: withContacts })
// @ts-expect-error -- another name gives another thing
createChat(config, { live: withContacts })
declare const perhaps: { readonly live?: typeof withLive }
// @ts-expect-error -- what may not be there gives nothing that is there for sure
createChat(config, perhaps)

// Streams and commands say what they tell.
same<typeof chat.connection.state$, Observable<ConnectionState>>(true)
same<typeof chat.messages.received$, Observable<ReceivedMessage>>(true)
same<ReturnType<typeof chat.messages.send>, Observable<SendProgress>>(true)
// @ts-expect-error -- nobody but the library emits
chat.connection.state$.next({ type: 'idle' })
// @ts-expect-error -- values are read only
chat.connection.state$.subscribe((state) => (state.type = 'idle'))

/** An event is narrowed by its type, and the union is closed. */
export const bodyOf = (event: ChatEvent): string | null => {
  if (event.type === 'message/received') return event.message.body
  // @ts-expect-error -- other events have no message
  return event.message.body
}
export const told = (state: ConnectionState): string | number => {
  switch (state.type) {
    case 'ready':
      return state.userId
    case 'reconnecting':
      return state.attempt
    case 'closed':
    case 'authenticationFailure':
      return state.reason
    case 'forceClosed':
      return state.cause.message
    case 'idle':
    case 'connecting':
    case 'authenticated':
    case 'resumed':
      return state.type
  }
}

/** An error is narrowed by its tag, and with it what it carries. */
export const statusOf = (error: unknown): number | undefined => {
  if (isChatError(error)) same<typeof error, ChatError>(true)
  return isChatError(error, 'http') ? error.detail.status : undefined
}
// @ts-expect-error -- there is no such kind
isChatError(undefined, 'htpp')

// Drafts: what is no part of a message is found where it is written.
export const draft: MessageDraft = { body: 'hi', params: { colour: 'red', sizes: [1, 2], deep: { yes: true } } }
chat.messages.send(group, draft)
// @ts-expect-error -- a body is text
chat.messages.send(group, { body: 1 })
// @ts-expect-error -- a misspelt property
chat.messages.send(group, { boddy: 'hi' })
// @ts-expect-error -- no JSON
chat.messages.send(group, { body: 'hi', params: { at: new Date() } })
// @ts-expect-error -- a private dialog is named by the opponent
chat.messages.send({ type: 'private', dialogId: '5f1e7a3c2b0d4e6f8a9b0c1d' }, draft)
// @ts-expect-error -- a private dialog has one opponent
chat.dialogs.create({ type: 'private', occupantIds: [1, 2] })
// @ts-expect-error -- a name is text
chat.dialogs.update({ type: 'private', opponentId: 2 }, { name: 1 })

// Ids are plain to write, and another's id is no substitute.
export const opponent: DialogRef = { type: 'private', opponentId: 56 }
declare const message: ReceivedMessage
// @ts-expect-error -- a user's id
chat.outbox.retry(message.senderId)
declare const dialog: Dialog
export const key: string = dialogKey(dialog)

// Either goes to fp-ts and comes back; so does what keeps errors as values.
declare const ours: Either<ChatError, number>
declare const theirs: E.Either<ChatError, number>
export const there: E.Either<ChatError, number> = ours
export const back: Either<ChatError, number> = theirs
export const kept: Observable<E.Either<ChatError, SendProgress>> = chat.messages
  .send(group, draft)
  .pipe(toEither<SendProgress, ChatError>())
export const folded: string = E.fold(String, String)(ours)

// A codec gives its kind of system message the type.
declare const codec: Codec<{ readonly lat: number }, Readonly<Record<string, string>>>
chat.systemMessages.of(defineSystemMessage('place', codec)).received$.subscribe(({ value }) => {
  same<typeof value, { readonly lat: number }>(true)
})

// The REST side alone is a part of the whole; a fake is a chat.
const rest = createRest({ application: { id: 1, authKey: 'key' } })
export const session: Pick<FullChat['session'], 'create'> = rest.session
// @ts-expect-error -- there is no link
rest.connection
export const fake: FullChat = fakeChat({ messages: { send: () => of({ id: '1', status: 'sent', message }) } })
