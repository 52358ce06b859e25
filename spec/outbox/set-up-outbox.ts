import { asyncScheduler, NEVER, concat, of, VirtualTimeScheduler } from 'rxjs'
import type { UserId } from '../../lib/model/ids.js'
import { createOutbox, type Outbox, type OutboxDeps, type Submit } from '../../lib/outbox/create-outbox.js'
import { createStoreAccess, type KeyValueStore, memoryStore } from '../../lib/platform/key-value-store.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import type { FakeConnection } from './fake-connection.js'

export interface TestOutbox extends Outbox {
  /** Submits a message. */
  readonly submit: Submit
}

/** An outbox over a connection played by hand, kept in memory; what it reports goes to `reports`. */
export const setUpOutbox = (
  connection: Pick<FakeConnection, 'event$'>,
  userId: () => UserId | undefined,
  {
    storage = memoryStore(),
    reports = [],
    ...over
  }: Partial<OutboxDeps> & {
    readonly storage?: KeyValueStore
    readonly reports?: string[]
  } = {},
): TestOutbox => {
  const report = (problem: string): void => {
    reports.push(problem)
  }
  const outbox = createOutbox({
    event$: connection.event$,
    userId,
    wake: () => undefined,
    now: () => 1_700_000_000_000,
    maxBytes: 10_000,
    codec: createXmppCodec(),
    store: createStoreAccess(storage, asyncScheduler, report),
    scheduler: new VirtualTimeScheduler(),
    lock: () => NEVER,
    tabId: () => concat(of('tab'), NEVER),
    scopeOf: (id) => `app/${String(id)}`,
    report,
    ...over,
  })
  return { ...outbox, submit: outbox.register('message') }
}
