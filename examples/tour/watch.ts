import { filter, map, skip, takeWhile, toArray, type Observable } from 'rxjs'
import type { ConnectionState, ReceivedMessage } from '../../lib/index.js'
import type { Person } from './stage.js'

const told = (state: ConnectionState): string => {
  if (state.type === 'ready') return `ready (${state.continuity})`
  return state.type === 'reconnecting' ? `reconnecting (try ${String(state.attempt)})` : state.type
}

/** The states from the next change on up to `ready`, as one value. */
export const wayToReady = ({ chat }: Person): Observable<string> =>
  chat.connection.state$.pipe(
    skip(1),
    takeWhile(({ type }) => type !== 'ready', true),
    map(told),
    toArray(),
    map((states) => states.join(' → ')),
  )

/** The stations of one message on its way to the server, as one value. Subscribing sends it. */
export const sending = (sender: Person, body: string): Observable<string> =>
  sender.chat.messages.send(sender.dialog, { body }).pipe(
    map(({ status }) => status),
    toArray(),
    map((steps) => steps.join(' → ')),
  )

/** What `reader` receives of `sender`. */
export const arriving = (sender: Person, reader: Person): Observable<ReceivedMessage> =>
  reader.chat.messages.received$.pipe(filter(({ senderId }) => senderId === sender.userId))
