import { filter, Subject } from 'rxjs'
import type { ConnectionEvent } from '../../lib/connection/connection-event.js'
import type { MessageStanza, Stanza } from '../../lib/model/stanza.js'
import type { Link } from '../../lib/stream/stream-event.js'

/** A connection played by hand: what happens goes in, what was written stands in `written`. */
export const fakeConnection = () => {
  const event$ = new Subject<ConnectionEvent>()
  const written: Stanza[] = []
  let link: Link | null = null

  const receive = (stanza: Stanza): void => {
    event$.next({ type: 'stanza', stanza })
  }
  return {
    event$,
    linkEvent$: event$.pipe(filter((event) => event.type !== 'stanza')),
    written,
    link: () => link,
    /** The ids of the messages written so far. */
    ids: (): readonly (string | undefined)[] => written.filter(({ kind }) => kind === 'message').map(({ id }) => id),
    /** A link came up; the caller passes it to `revive` when its time has come. */
    up: (userId: number, resumed = false): Link => {
      const own: Link = {
        jid: `${String(userId)}-1@chat.localhost/here`,
        resumed,
        contiguous: resumed,
        write: (stanza) => {
          if (link === own) written.push(stanza)
        },
        probe: () => undefined,
        setClientState: () => undefined,
        close: () => undefined,
      }
      link = own
      event$.next({ type: 'up', link: own, userId })
      return own
    },
    down: (byServer = false): void => {
      link = null
      event$.next({ type: 'down', byServer })
    },
    acknowledge: (...ids: readonly string[]): void => {
      const stanzas = written.filter(({ id = '' }) => ids.includes(id))
      event$.next({ type: 'acknowledged', stanzas })
    },
    receive,
    /** The room repeats a message to its author. */
    echo: (id: string, from: string): void => {
      receive({ kind: 'message', type: 'groupchat', id, from, body: 'echo' })
    },
    refuse: (id: string, error: NonNullable<MessageStanza['error']>, from = '56-1@chat.localhost'): void => {
      receive({ kind: 'message', type: 'error', id, from, error })
    },
  }
}

export type FakeConnection = ReturnType<typeof fakeConnection>
