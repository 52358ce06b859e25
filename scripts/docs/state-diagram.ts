import { legalSuccessors, type ConnectionState } from '../../lib/index.js'
import type { Drawing } from './draw.js'

type Type = ConnectionState['type']

const types = [
  'idle',
  'connecting',
  'authenticated',
  'authenticationFailure',
  'resumed',
  'ready',
  'forceClosed',
  'reconnecting',
  'closed',
] as const satisfies readonly Type[]

/** What an app does to a connection that goes well: it disconnects, destroys the chat, or connects as somebody else. */
const isByApp = (from: Type, to: Type): boolean =>
  (to === 'closed' && !['connecting', 'forceClosed', 'reconnecting'].includes(from)) ||
  (to === 'connecting' && ['authenticated', 'resumed', 'ready'].includes(from))

/** The states of the connection and which may follow which; dashed is what the app asks for. */
export const stateDiagram = (): Drawing => ({
  title: 'The states of the connection and their successors',
  graph: { nodesep: '0.3', ranksep: '0.5' },
  nodes: Object.fromEntries(types.map((type) => [type, type])),
  edges: types.flatMap((from) =>
    legalSuccessors[from]
      .filter((to) => to !== from)
      .map((to) => ({ from, to, looks: isByApp(from, to) ? { style: 'dashed', constraint: 'false' } : {} })),
  ),
})
