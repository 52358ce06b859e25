import { legalSuccessors, type ConnectionState } from '../../lib/index.js'
import type { Drawing } from './draw.js'

type Type = ConnectionState['type']

const types: readonly Type[] = [
  'idle',
  'connecting',
  'authenticated',
  'authenticationFailure',
  'resumed',
  'ready',
  'forceClosed',
  'reconnecting',
  'closed',
]

/** What a state means, in a few words; the transitions are the library's table. */
const words: Readonly<Record<Type, string>> = {
  idle: 'nobody asked yet',
  connecting: 'socket and handshake',
  authenticated: 'credentials taken',
  authenticationFailure: 'credentials refused',
  resumed: 'the session is still there',
  ready: 'all that was missed is in',
  forceClosed: 'the link was lost',
  reconnecting: 'waits to try again',
  closed: 'disconnected, or dormant',
}

/** What an app does to a connection that goes well: it disconnects, destroys the chat, or connects as somebody else. */
const isByApp = (from: Type, to: Type): boolean =>
  (to === 'closed' && !['connecting', 'forceClosed', 'reconnecting'].includes(from)) ||
  (to === 'connecting' && ['authenticated', 'resumed', 'ready'].includes(from))

/** The states of the connection and which may follow which; dashed is what the app asks for. */
export const stateDiagram = (): Drawing => ({
  title: 'The states of the connection and their successors',
  graph: { nodesep: '0.5', ranksep: '0.5' },
  nodes: Object.fromEntries(Object.entries(words).map(([type, text]) => [type, `${type}\n${text}`])),
  edges: types.flatMap((from) =>
    legalSuccessors[from]
      .filter((to) => to !== from)
      .map((to) => ({ from, to, looks: isByApp(from, to) ? { style: 'dashed', constraint: 'false' } : {} })),
  ),
})
