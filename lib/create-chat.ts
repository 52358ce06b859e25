import {
  catchError,
  combineLatest,
  concat,
  defer,
  distinctUntilChanged,
  ignoreElements,
  last,
  map,
  mergeMap,
  NEVER,
  takeUntil,
} from 'rxjs'
import type { Chat, ChatIssue, ChatOutbox, ChatSession, ChatWith, FullChat } from './chat.js'
import type { ChatConfig } from './config.js'
import type { ChatConnection } from './connection/create-connection.js'
import { chatEvents } from './chat-events.js'
import { createConcerns } from './create-concerns.js'
import { createDelivery, type Delivery } from './create-delivery.js'
import { createGround } from './create-ground.js'
import { composeRest } from './create-rest.js'
import { checkFeatures, type Features } from './features.js'
import { createPendingView, type PendingEntry } from './messages/pending-message.js'
import { same } from './model/same.js'
import type { SessionKeeper } from './session/session.js'
import type { Addresses } from './xmpp/addresses.js'

const publicConnection = ({ connection }: Delivery): ChatConnection => {
  const { state$, stanza$, online$, connect, disconnect, retryNow, send } = connection
  const told$ = online$.pipe(
    catchError(() => NEVER),
    takeUntil(state$.pipe(last(null, null))),
  )
  return { state$, stanza$, online$: told$, connect, disconnect, retryNow, send }
}

const publicOutbox = ({ outbox, connection }: Delivery, addresses: Addresses): ChatOutbox => {
  const view = createPendingView(addresses)
  return {
    // Whose messages these are changes with the state.
    pending$: combineLatest([outbox.pending$, connection.state$]).pipe(
      map(([entries]) => view(entries, connection.owner())),
      distinctUntilChanged<readonly PendingEntry[]>(same),
    ),
    sent$: outbox.sent$.pipe(
      mergeMap((entry) => (entry.userId === connection.owner() ? view([entry], entry.userId) : [])),
    ),
    retry: (id) => outbox.retry(id).pipe(map((status) => ({ id, status }))),
    cancel: outbox.cancel,
  }
}

/** Signing out forgets what is on its way. */
const publicSession = (session: SessionKeeper, { outbox, catchUp }: Delivery): ChatSession => ({
  ...session,
  destroy: ({ keepOutbox = false } = {}) =>
    defer(() => {
      const userId = session.current()?.userId
      if (userId === undefined || userId === null || keepOutbox) return session.destroy()
      catchUp.forget(userId)
      return concat(outbox.clear(userId).pipe(ignoreElements()), session.destroy())
    }),
})

/**
 * Creates a chat: inert, no I/O, nothing global touched, safe on a server. Work begins with the first subscription to a
 * method. Features are handed over by the names of what they give: `{ live: withLive, contacts: withContacts }` for
 * `chat.live` and `chat.contacts`; what is not handed over is not in the bundle. Throws `ChatError` ('config') that names
 * every wrong field.
 */
export function createChat(config: ChatConfig): ChatWith<never>
export function createChat<Name extends keyof Features = never>(
  config: ChatConfig,
  features: Pick<Features, Name>,
): ChatWith<Name>
export function createChat(config: ChatConfig, features: Partial<Features> = {}): Chat & Partial<FullChat> {
  checkFeatures(features)
  const ground = createGround(config)
  const { issue$, settings, platform, serverDate } = ground
  const report = (issue: ChatIssue): void => issue$.next(issue)
  const rest = composeRest({ settings, platform, report, onServerDate: serverDate })
  const { session } = rest
  const delivery = createDelivery(ground, rest, {
    isHeard: () => isHeard(),
    read: (told) => read(told),
    entered: () => entered(),
  })
  const { connection, outbox, owned } = delivery
  const { concerns, isHeard, read, entered, background$ } = createConcerns(ground, rest, delivery, features)

  const shown = publicOutbox(delivery, ground.addresses)
  const events$ = chatEvents(connection.state$, shown, concerns)
  const background = background$.subscribe({
    error: () => {
      report({
        where: 'background',
        issues: ['what runs by itself ended: automatic statuses, the client state, what was heard'],
      })
    },
  })

  return {
    ...rest,
    ...concerns,
    session: publicSession(session, delivery),
    connection: publicConnection(delivery),
    outbox: shown,
    events$,
    issues$: issue$.asObservable(),
    destroy: () => {
      connection.destroy()
      outbox.destroy()
      delivery.catchUp.destroy()
      background.unsubscribe()
      session.close()
      issue$.complete()
    },
    ...(features.live && {
      live: features.live({
        events$,
        pending$: shown.pending$,
        userId: connection.owner,
        // REST speaks for the user who is shown, or not at all.
        history: delivery.history,
        dialogs: { list: owned(rest.dialogs.list) },
        unreadCount: owned(rest.messages.unreadCount),
        now: ground.now,
        scheduler: platform.scheduler,
      }),
    }),
  }
}
