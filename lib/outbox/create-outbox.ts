import { concat, concatMap, defer, distinctUntilChanged, EMPTY, filter, map, merge, of, Subject, takeWhile, throwError, type Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import { ChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import type { MessageStanza, Stanza } from '../model/stanza.js'
import { createState } from '../rx/create-state.js'
import type { Link } from '../stream/open-stream.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState, OutboxStatus } from './outbox-reducer.js'

export interface OutboxDeps {
  readonly event$: Observable<ConnectionEvent>
  /** The user new entries belong to. */
  readonly userId: () => UserId | undefined
  /** Tries to connect at once where the connection waits to. */
  readonly wake: () => void
  /** Bytes of the stanza on the wire. */
  readonly sizeOf: (stanza: Stanza) => number
  /** Bytes the server takes at most. */
  readonly maxBytes: number
}

/** Carries stanzas to the server, over as many links as it takes, each once and in order. */
export interface Outbox {
  /**
   * Cold: the first subscription hands the stanza over. Emits `queued`, `sending`, `sent` and completes; errors when the
   * server refuses it, when it is too large, or when the chat is destroyed. Unsubscribing only stops watching.
   */
  readonly submit: (stanza: MessageStanza & { readonly id: string }) => Observable<OutboxStatus>
  /** What is on its way; replays. */
  readonly pending$: Observable<readonly OutboxEntry[]>
  /** Opens the outbox onto a link and writes what waits. Written, not acknowledged: `ready` need not wait for that. */
  readonly revive: (link: Link) => void
  readonly destroy: () => void
}

type Settlement =
  | { readonly type: 'sent'; readonly ids: ReadonlySet<string> }
  | { readonly type: 'failed'; readonly id: string; readonly error: ChatError }

/** More unacknowledged messages than this at once were measured to make a server destroy the session. */
const window = 20

const noUser = (): ChatError =>
  new ChatError('session', 'There is no user to send as: connect, or create a user session, first.', { reason: 'no user' })

const destroyed = (): ChatError =>
  new ChatError('closed', 'The chat was destroyed before the server had the message.', { reason: 'destroyed' })

const tooLarge = (bytes: number, limit: number): ChatError =>
  new ChatError(
    'size',
    `The message takes ${String(bytes)} bytes on the wire and the server takes at most ${String(limit)}: send it in parts, or as an attachment.`,
    { bytes, limit },
  )

const refusedBy = ({ error, id }: MessageStanza): ChatError => {
  const { condition = 'undefined-condition', type = 'cancel', code } = error ?? {}
  const detail = { condition, type, ...(code === undefined ? {} : { code }), ...(id === undefined ? {} : { id }) }
  return new ChatError('stanza', `The message was refused: ${condition}.`, detail, { retryable: type === 'wait' })
}

const idsOf = (stanzas: readonly Stanza[]): ReadonlySet<string> =>
  new Set(stanzas.flatMap(({ kind, id }) => (kind === 'message' && id !== undefined ? [id] : [])))

/** The server's word on an entry: acknowledged, echoed by the room (protocol 3.4), or refused. */
const settlementOf = (event: ConnectionEvent): Settlement | undefined => {
  if (event.type === 'acknowledged') return { type: 'sent', ids: idsOf(event.stanzas) }
  if (event.type !== 'stanza' || event.stanza.kind !== 'message') return undefined
  const { stanza } = event
  if (stanza.id === undefined) return undefined
  if (stanza.type === 'error') return { type: 'failed', id: stanza.id, error: refusedBy(stanza) }
  return stanza.type === 'groupchat' ? { type: 'sent', ids: new Set([stanza.id]) } : undefined
}

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const state = createState<OutboxState>(reducer.emptyOutbox)
  const settlement$ = new Subject<Settlement>()
  let open: { readonly link: Link; readonly userId: UserId } | null = null
  let linkUser: UserId | undefined

  const flush = (): void => {
    if (open === null) return
    const entries = reducer.releasable(state.get(), open.userId, window)
    if (entries.length === 0) return
    state.set(reducer.released(state.get(), new Set(entries.map(({ id }) => id))))
    for (const { stanza } of entries) open.link.write(stanza)
  }
  const settle = (settlement: Settlement): void => {
    const ids = settlement.type === 'sent' ? settlement.ids : new Set([settlement.id])
    const left = reducer.settled(state.get(), ids)
    if (left === state.get()) return
    settlement$.next(settlement)
    state.set(left)
    flush()
  }
  const onEvent = (event: ConnectionEvent): void => {
    if (event.type === 'up') linkUser = event.userId
    if (event.type === 'up' && !event.link.resumed) state.set(reducer.sessionLost(state.get(), event.userId))
    if (event.type === 'down') open = null
    const settlement = settlementOf(event)
    if (settlement !== undefined) settle(settlement)
  }
  const watching = deps.event$.subscribe(onEvent)

  const progress = (id: string): Observable<OutboxStatus> => {
    const underway$ = state.value$.pipe(
      map((entries) => entries.find((entry) => entry.id === id)?.status),
      filter((status) => status !== undefined),
    )
    const settled$ = settlement$.pipe(
      filter((settlement) => (settlement.type === 'sent' ? settlement.ids.has(id) : settlement.id === id)),
      concatMap((settlement) => (settlement.type === 'sent' ? of('sent' as const) : throwError(() => settlement.error))),
    )
    const gone$ = defer(() => throwError(destroyed))
    return merge(settled$, underway$).pipe(
      (running$) => concat(running$, gone$),
      distinctUntilChanged(),
      takeWhile((status) => status !== 'sent', true),
    )
  }

  const submit = (stanza: MessageStanza & { readonly id: string }): Observable<OutboxStatus> =>
    defer(() => {
      const userId = deps.userId()
      if (userId === undefined) throw noUser()
      const bytes = deps.sizeOf(stanza)
      if (bytes > deps.maxBytes) throw tooLarge(bytes, deps.maxBytes)
      state.set(reducer.submitted(state.get(), { id: stanza.id, userId, stanza }))
      const release$ = defer(() => {
        flush()
        if (open === null) deps.wake()
        return EMPTY
      })
      // Watched before it is released: nothing that happens to it is missed.
      return merge(progress(stanza.id), release$)
    })

  return {
    submit,
    pending$: state.value$,
    revive: (link) => {
      if (linkUser === undefined) return
      open = { link, userId: linkUser }
      flush()
    },
    destroy: () => {
      watching.unsubscribe()
      state.complete()
      settlement$.complete()
    },
  }
}
