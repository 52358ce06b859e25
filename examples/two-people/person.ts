import {
  catchError,
  EMPTY,
  expand,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  reduce,
  ReplaySubject,
  scan,
  share,
  startWith,
  switchMap,
  take,
  type Observable,
} from 'rxjs'
import {
  createChat,
  isChatError,
  type Chat,
  type ConnectionState,
  type Dialog,
  type HistoryMessage,
  type Message,
} from '../../lib/index.js'
import { reduceConversation, type Conversation, type ConversationAction } from './conversation.js'
import { breakThings, type Mischief } from './faults.js'
import { journey } from './journey.js'
import type { DemoPerson, DemoSettings } from './settings.js'
import { showTyping, tellTyping } from './typing.js'

/** What one person does. */
export interface Intents extends Mischief {
  readonly say$: Observable<string>
  readonly draft$: Observable<string>
  /** Whether the person looks at the conversation: only then a message is read. Replays. */
  readonly looking$: Observable<boolean>
  readonly retry$: Observable<unknown>
}

/** What one person sees. */
export interface Person {
  readonly state$: Observable<ConnectionState>
  readonly journey$: Observable<string>
  readonly conversation$: Observable<Conversation>
  readonly typing$: Observable<boolean>
  readonly problem$: Observable<string>
  /** Everything that goes on behind the screen. Emits nothing. */
  readonly background$: Observable<never>
}

const sentence = (error: unknown): string => (isChatError(error) ? error.message : 'Something went wrong.')

const say = (chat: Chat, dialog: Dialog, body: string): Observable<ConversationAction> => {
  const sending$ = chat.messages.send(dialog, { body })
  return sending$.pipe(
    map((progress): ConversationAction => ({ type: 'progress', progress })),
    // Subscribing again joins the same message: its last station tells which one it was.
    catchError(() =>
      sending$.pipe(
        take(1),
        map(({ id }): ConversationAction => ({ type: 'failed', id })),
        catchError(() => EMPTY),
      ),
    ),
  )
}

const read = (chat: Chat, message: Message, looking$: Observable<boolean>): Observable<ConversationAction> =>
  looking$.pipe(
    filter((looking) => looking),
    take(1),
    switchMap(() =>
      merge(
        of<ConversationAction>({ type: 'seen', id: message.id }),
        chat.messages.markRead(message).pipe(ignoreElements()),
      ),
    ),
    catchError(() => EMPTY),
  )

/** All of it, since it is a demo; oldest first keeps the order within a second. */
const wholeHistory = (chat: Chat, dialog: Dialog): Observable<readonly HistoryMessage[]> => {
  const page = (skip: number) => chat.messages.history(dialog, { sort: 'oldest-first', skip })
  return page(0).pipe(
    expand(({ hasMore, skip, limit }) => (hasMore ? page(skip + limit) : EMPTY)),
    reduce((messages: readonly HistoryMessage[], { items }) => [...messages, ...items], []),
    catchError(() => of([])),
  )
}

const actions = (
  chat: Chat,
  dialog: Dialog,
  selfId: number,
  { say$, looking$ }: Intents,
): Observable<ConversationAction> => {
  const history$ = wholeHistory(chat, dialog).pipe(share())
  const received$ = chat.messages.in(dialog)
  const unread$ = merge(
    received$,
    history$.pipe(mergeMap((messages) => messages.filter(({ readIds }) => !readIds.includes(selfId)))),
  ).pipe(filter(({ direction }) => direction === 'incoming'))
  return merge(
    received$.pipe(map((message): ConversationAction => ({ type: 'received', message }))),
    chat.messages.statusChanged$.pipe(map((change): ConversationAction => ({ type: 'status', change }))),
    say$.pipe(mergeMap((body) => say(chat, dialog, body))),
    unread$.pipe(mergeMap((message) => read(chat, message, looking$))),
    history$.pipe(map((messages): ConversationAction => ({ type: 'history', messages, selfId }))),
  )
}

/** One person with a chat of their own. */
export const createPerson = (settings: DemoSettings, self: DemoPerson, other: DemoPerson, intents: Intents): Person => {
  const { api, websocket, chat: domain, appId, authKey } = settings
  const chat = createChat({
    application: { id: appId, authKey },
    endpoints: { api, websocket, chat: domain },
    reconnection: { reconnectionTimeout: 4000 },
    // A frozen connection is to be noticed while somebody watches.
    timeouts: { silence: 4000, answer: 3000 },
    platform: { online$: intents.airplane$.pipe(map((on) => !on)) },
  })
  const { session, connection, dialogs, messages, typing } = chat

  const dialog$ = session.create({ login: self.login, password: self.password }).pipe(
    switchMap(() => dialogs.create({ type: 'private', occupantIds: [other.id] })),
    share({ connector: () => new ReplaySubject<Dialog>(1), resetOnComplete: false, resetOnError: false }),
  )
  const open$ = dialog$.pipe(catchError(() => EMPTY))
  const connected$ = dialog$.pipe(switchMap(() => connection.connect()))

  const typed$ = typing.changed$.pipe(filter(({ userId }) => userId === other.id))
  const spoke$ = messages.received$.pipe(filter(({ senderId }) => senderId === other.id))

  return {
    state$: connection.state$,
    journey$: journey(connection.state$),
    conversation$: open$.pipe(
      switchMap((dialog) => actions(chat, dialog, self.id, intents)),
      scan(reduceConversation, []),
      startWith<Conversation>([]),
    ),
    typing$: showTyping(merge(typed$.pipe(map((change) => change.typing)), spoke$.pipe(map(() => false)))),
    problem$: connected$.pipe(
      ignoreElements(),
      catchError((error: unknown) => of(sentence(error))),
      startWith(''),
    ),
    background$: merge(
      open$.pipe(switchMap((dialog) => tellTyping(intents.draft$, typing, dialog))),
      breakThings(api, self.id, intents, connection.state$),
      intents.retry$.pipe(
        map(() => {
          connection.retryNow()
        }),
        ignoreElements(),
      ),
    ),
  }
}
