import { flag, optional, text } from '../codec/decoder.js'
import { struct } from '../codec/struct.js'
import { map, merge, mergeMap, switchMap, type Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { Inbound, Stanza } from '../model/stanza.js'
import type { StoreAccess, StoredEntry } from '../platform/key-value-store.js'
import type { Platform } from '../platform/platform.js'
import type { RefusedFrame } from '../xmpp/codec.js'
import { traitsOf, type OutboxKinds } from './outbox-kind.js'
import type { NewEntry } from './outbox-reducer.js'

export interface OutboxStoreDeps extends Pick<Platform, 'lock' | 'tabId'> {
  readonly store: StoreAccess
  /** Where the entries of a user are kept; unlike those of other users and applications. */
  readonly scopeOf: (userId: UserId) => string
  readonly codec: {
    readonly encode: (stanza: Stanza) => string
    readonly decode: (frame: string) => Inbound | RefusedFrame
  }
  readonly kinds: OutboxKinds
  readonly report: (problem: string) => void
}

/** A tab's queue: its name, and what was in it. */
export interface Queue {
  readonly queue: string
  readonly entries: readonly NewEntry[]
}

/** Keeps a user's entries over a reload. What goes wrong in the storage is reported and costs just that. */
export interface OutboxStore {
  /**
   * Cold; never completes. First this tab's own queue, then that of every other tab as soon as that tab is gone: nobody
   * else takes it then. Holds what it told for as long as it is subscribed.
   */
  readonly load: (userId: UserId) => Observable<Queue>
  /** Cold; completes when what has a queue is kept. */
  readonly put: (entries: readonly NewEntry[]) => Observable<unknown>
  readonly remove: (entries: readonly NewEntry[]) => Observable<unknown>
  /** Forgets all that is kept for the user. */
  readonly clear: (userId: UserId) => Observable<unknown>
}

/** An entry as it is kept: the stanza as the frame it is sent in, so that it is read back by the codec's own checks. */
const record = struct('entry', {
  ...{ kind: text, frame: text },
  failure: optional(struct('failure', { reason: text, retryable: flag })),
})

/** Where the queues of a user are, and how an entry is found again: `<scope>/outbox/<queue>/<time>-<id>`. */
const outboxOf = (scope: string): string => `${scope}/outbox/`

const queueOf = ({ key }: StoredEntry, scope: string): string => key.slice(outboxOf(scope).length).split('/')[0] ?? ''

const timeOf = ({ key }: StoredEntry): number => Number(/(\d+)-[^/]*$/.exec(key)?.[1])

const toRecord = ({ kind, stanza, failure }: NewEntry, { codec }: OutboxStoreDeps): unknown => ({
  kind,
  frame: codec.encode(stanza),
  ...(failure === undefined ? {} : { failure }),
})

const fromRecord = (userId: UserId, stored: StoredEntry, deps: OutboxStoreDeps): readonly NewEntry[] => {
  const { codec, kinds, scopeOf, report } = deps
  const kept = record.decode(stored.value)
  const stanza = kept._tag === 'Right' ? codec.decode(kept.right.frame) : undefined
  const at = timeOf(stored)
  if (kept._tag === 'Left' || stanza?.kind !== 'message' || stanza.id === undefined || Number.isNaN(at)) {
    report('a stored message that cannot be read was passed over')
    return []
  }
  const { kind, failure } = kept.right
  const queue = queueOf(stored, scopeOf(userId))
  const entry = { id: stanza.id, userId, kind, stanza, at, queue, ...traitsOf(kinds.get(kind)) }
  return [failure === undefined ? entry : { ...entry, failure }]
}

export const createOutboxStore = (deps: OutboxStoreDeps): OutboxStore => {
  const { lock, tabId, scopeOf } = deps
  const { read, write } = deps.store

  const keyOf = ({ userId, queue, at, id }: NewEntry): string =>
    `${outboxOf(scopeOf(userId))}${queue}/${String(at)}-${id}`
  const readQueue = (userId: UserId, queue: string): Observable<Queue> =>
    read(`${outboxOf(scopeOf(userId))}${queue}/`).pipe(
      map((stored) => ({ queue, entries: stored.flatMap((each) => fromRecord(userId, each, deps)) })),
    )
  /** What other tabs left, each as soon as its tab is gone. */
  const left = (userId: UserId, own: string): Observable<Queue> => {
    const scope = scopeOf(userId)
    return read(outboxOf(scope)).pipe(
      map((stored) => new Set(stored.map((each) => queueOf(each, scope)))),
      mergeMap((queues) => [...queues].filter((queue) => queue !== own)),
      mergeMap((queue) => lock(`${scope}/${queue}`).pipe(switchMap(() => readQueue(userId, queue)))),
    )
  }

  return {
    load: (userId) => tabId(scopeOf(userId)).pipe(switchMap((own) => merge(readQueue(userId, own), left(userId, own)))),
    put: (entries) =>
      write(
        entries
          .filter(({ queue }) => queue !== '')
          .map((entry) => ({ key: keyOf(entry), value: toRecord(entry, deps) })),
      ),
    remove: (entries) => write(entries.map((entry) => ({ key: keyOf(entry), value: undefined }))),
    clear: (userId) =>
      read(`${scopeOf(userId)}/`).pipe(
        switchMap((stored) => write(stored.map(({ key }) => ({ key, value: undefined })))),
      ),
  }
}
