import type { Drawing, Edge } from './draw.js'

/** What dependency-cruiser found of a file, as far as it is looked at. */
export interface Cruised {
  readonly source: string
  readonly dependencies: readonly { readonly resolved: string; readonly dependencyTypes: readonly string[] }[]
}

/** The layers that are a folder each, with what they are; every other folder is a concern. */
const folders: Readonly<Record<string, string>> = {
  angular: 'the chat in Angular',
  testing: 'for tests of your own',
  live: 'view models',
  'catch-up': 'what was missed',
  outbox: 'what is on its way',
  connection: 'keeps the link',
  stream: 'one attempt',
  xmpp: 'frames and stanzas',
  rest: 'HTTP calls',
  platform: 'the edges of the machine',
  codec: 'decoding',
  rx: 'operators',
  errors: 'ChatError',
  model: 'types and pure functions',
}

const entries = /^lib\/(index|rest|rest-ledger|angular|testing)\.ts$/

const layerOf = (path: string): string | undefined => {
  const [, folder] = /^lib\/([^/]+)\//.exec(path) ?? []
  if (folder !== undefined) return folder in folders ? folder : 'concerns'
  if (!path.startsWith('lib/')) return undefined
  return entries.test(path) ? 'entries' : 'composition root'
}

interface Layered extends Edge {
  readonly typesOnly: boolean
}

const edgesOf = (modules: readonly Cruised[]): readonly Layered[] => {
  const edges = new Map<string, Layered>()
  for (const { source, dependencies } of modules)
    for (const { resolved, dependencyTypes } of dependencies) {
      const [from, to] = [layerOf(source), layerOf(resolved)]
      if (from === undefined || to === undefined || from === to) continue
      const typesOnly = dependencyTypes.includes('type-only') && (edges.get(`${from} ${to}`)?.typesOnly ?? true)
      edges.set(`${from} ${to}`, { from, to, typesOnly })
    }
  return [...edges.values()]
}

/** Whether a layer is reached from another by more than one step. */
const isIndirect = (edges: readonly Edge[], { from, to }: Edge): boolean => {
  const reached = new Set(edges.filter((edge) => edge.from === from && edge.to !== to).map((edge) => edge.to))
  for (const layer of reached) for (const edge of edges) if (edge.from === layer) reached.add(edge.to)
  return reached.has(to)
}

/** The layers of the library by who imports whom, types alone left out; what follows from the other arrows is not drawn. */
export const importsDiagram = (modules: readonly Cruised[]): Drawing => {
  const all = edgesOf(modules).filter(({ typesOnly }) => !typesOnly)
  const edges = all.filter((edge) => !isIndirect(all, edge))
  const names = new Set(all.flatMap(({ from, to }) => [from, to]))
  const words = {
    ...folders,
    entries: 'what is exported',
    concerns: 'messages, dialogs …',
    'composition root': 'createChat, createRest',
  }
  return {
    title: 'The layers of the library and which imports which',
    graph: { nodesep: '0.4', ranksep: '0.4' },
    nodes: Object.fromEntries(
      Object.entries(words)
        .filter(([name]) => names.has(name))
        .map(([name, text]) => [name, `${name}\n${text}`]),
    ),
    edges,
  }
}
