import { defer, filter, mergeMap, share, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { Connection } from '../connection/create-connection.js'
import type { Incoming } from '../connection/incoming.js'
import { argumentError } from '../errors/argument-error.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Json } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import type { SystemMessage, SystemMessageKind } from '../model/system-message.js'
import { filterMap } from '../rx/filter-map.js'
import { checkUserId } from '../xmpp/check-dialog.js'
import { checkParams } from '../xmpp/check-params.js'
import { createDeliver, type SystemMessageFailure } from './deliver.js'

/** A system message of one kind, its params read. */
export interface TypedSystemMessage<A> extends Omit<SystemMessage, 'params' | 'body'> {
  readonly value: A
}

/** One kind of system message, by `chat.systemMessages.of(kind)`. */
export interface SystemMessagesOf<A> {
  /** Sends a value. Cold; as `systemMessages.send`. */
  readonly send: (userId: UserId, value: A) => Observable<MessageId>
  /** The values that arrive. Hot. What the codec refuses is told in `issues$`. */
  readonly received$: Observable<TypedSystemMessage<A>>
}

/** `chat.systemMessages`, the realtime part: `<message type="headline"/>`. */
export interface SystemMessages {
  /**
   * Tells the app of another user something. Cold; emits the id and completes when the server acknowledged it. Nobody
   * keeps it: who is offline misses it. Errors: 'argument' and 'size' before anything is sent, 'link' without a link or when the
   * session was lost meanwhile, 'stanza' when it was refused before the acknowledgement (`failed$` tells any refusal),
   * 'timeout' when it was not acknowledged within `timeouts.request`, 'closed' when the chat is destroyed before.
   */
  readonly send: (
    userId: UserId,
    params: Readonly<Record<string, Json>>,
    options?: { readonly body?: string },
  ) => Observable<MessageId>
  /**
   * What was sent to users and refused, also after the server had acknowledged it and `send` was through, as ejabberd does;
   * the last 100 are remembered for that. Plain data. Hot; replays nothing.
   */
  readonly failed$: Observable<SystemMessageFailure>
  /** Those of other users, and what our other devices sent. Hot; replays nothing. */
  readonly received$: Observable<SystemMessage>
  /** Those of one kind, with values instead of params. */
  readonly of: <A>(kind: SystemMessageKind<A>) => SystemMessagesOf<A>
}

export interface SystemMessagesDeps extends Pick<
  ConcernDeps,
  'incoming$' | 'addresses' | 'userId' | 'now' | 'report' | 'link' | 'newId' | 'deadline' | 'scheduler'
> {
  /** Everything: what the server refuses comes over the link. */
  readonly event$: Connection['event$']
  /** Throws `ChatError` ('size'). */
  readonly checkSize: (stanza: MessageStanza) => void
}

/** Writes a value and forgets it: for notices, which are worth no waiting. Without a link it does nothing. */
export type Tell = <A>(kind: SystemMessageKind<A>, userId: UserId, value: A) => void

const identifier = 'SystemNotifications'
const reserved: ReadonlySet<string> = new Set(['moduleIdentifier', 'date_sent', 'save_to_history'])

const toStanza = (
  { addresses, newId, checkSize }: SystemMessagesDeps,
  userId: UserId,
  params: unknown,
  body?: unknown,
): MessageStanza & { readonly id: string } => {
  checkUserId('userId', userId)
  checkParams(params, 'params', reserved)
  if (body !== undefined && typeof body !== 'string') throw argumentError('body', 'a text')
  const stanza = {
    ...({ kind: 'message', type: 'headline', id: newId(), to: addresses.userJid(userId) } as const),
    ...(body === undefined ? {} : { body }),
    extraParams: { params: { moduleIdentifier: identifier, ...params }, attachments: [] },
  }
  checkSize(stanza)
  return stanza
}

const toSystemMessage = (
  { addresses, userId, now }: SystemMessagesDeps,
  { stanza: { type, id, from, to, body, extraParams, delayedAt }, origin }: Incoming,
): SystemMessage | undefined => {
  const params = extraParams?.params ?? {}
  const sender = addresses.parse(from)
  if (type !== 'headline' || params['moduleIdentifier'] !== identifier || sender.type !== 'user') return undefined
  const own = userId() ?? 0
  const recipient = addresses.parse(to)
  return {
    id: id ?? '',
    senderId: sender.userId,
    recipientId: recipient.type === 'user' ? recipient.userId : own,
    direction: sender.userId === own ? 'outgoing' : 'incoming',
    origin,
    params: Object.fromEntries(Object.entries(params).filter(([key]) => !reserved.has(key))),
    ...(body === undefined ? {} : { body }),
    at: delayedAt ?? now(),
  }
}

/** A codec of an app may throw, too: that is a refusal as well. */
const decoded = <A>({ codec }: SystemMessageKind<A>, params: unknown): readonly A[] => {
  try {
    const result = codec.decode(params)
    return result._tag === 'Right' ? [result.right] : []
  } catch {
    return []
  }
}

/** Creates the realtime half of `chat.systemMessages`; `tell` is for the root. */
export const createSystemMessages = (deps: SystemMessagesDeps): SystemMessages & { readonly tell: Tell } => {
  const { deliver, failed$ } = createDeliver(deps)
  const received$ = deps.incoming$.pipe(
    filterMap((incoming) => toSystemMessage(deps, incoming)),
    share(),
  )
  const send: SystemMessages['send'] = (userId, params, { body } = {}) =>
    defer(() => deliver(userId, toStanza(deps, userId, params, body)))
  return {
    send,
    failed$,
    received$,
    of: (kind) => ({
      send: (userId, value) => defer(() => send(userId, kind.codec.encode(value), { body: kind.name })),
      received$: received$.pipe(
        filter(({ body }) => body === kind.name),
        mergeMap(({ params, body: _, ...message }) => {
          const values = decoded(kind, params)
          if (values.length === 0) deps.report(`a system message ${kind.name} that its codec refused`)
          return values.map((value) => ({ ...message, value }))
        }),
        share(),
      ),
    }),
    tell: (kind, userId, value) => deps.link()?.write(toStanza(deps, userId, kind.codec.encode(value), kind.name)),
  }
}
