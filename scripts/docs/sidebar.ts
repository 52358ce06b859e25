import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface SidebarItem {
  readonly text: string
  readonly link?: string
  readonly collapsed?: boolean
  readonly items?: readonly SidebarItem[]
}

/** The order of reading. A page that is not written yet is left out; what is not named here comes after the reference. */
const order = {
  'First steps': ['getting-started', 'semantics', 'connection', 'glossary'],
  'In your app': ['reliability', 'live-views', 'angular', 'state-stores', 'testing', 'sandbox', 'security'],
  'In production': ['performance', 'servers', 'scaling-out', 'from-the-official-sdk'],
  Reference: ['rest', 'decisions', 'wire', 'architecture'],
} as const satisfies Readonly<Record<string, readonly string[]>>

const titleOf = (path: string): string => /^# (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? basename(path, '.md')

/** The pages of a folder that the order does not name, in the order of the alphabet. */
const unnamed = (root: string, folder: string, named: readonly string[]): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'index.md')
    .map(({ name }) => join(folder, basename(name, '.md')))
    .filter((name) => !named.includes(name))
    .sort()

const links = (root: string, names: readonly string[]): readonly SidebarItem[] =>
  names
    .filter((name) => existsSync(join(root, `${name}.md`)))
    .map((name) => ({ text: titleOf(join(root, `${name}.md`)), link: `/${name}` }))

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

const hasIndex = (path: string): boolean => existsSync(join(path, 'index.md'))

/** `type-aliases` → Type aliases. */
const kindOf = (folder: string): string => folder.replace('-', ' ').replace(/^./, (first) => first.toUpperCase())

/** An entry of the package with its symbols by kind, as the API reference was made; then the entries below it. */
const entries = (root: string, path: string): readonly SidebarItem[] => {
  const inside = folders(join(root, path))
  const kinds = inside
    .filter((folder) => !hasIndex(join(root, path, folder)))
    .map((folder) => ({
      text: kindOf(folder),
      collapsed: true,
      items: unnamed(root, join(path, folder), []).map((page) => ({ text: basename(page), link: `/${page}` })),
    }))
  const below = inside.filter((folder) => hasIndex(join(root, path, folder)))
  return [
    { text: titleOf(join(root, path, 'index.md')), link: `/${path}/`, collapsed: true, items: kinds },
    ...below.flatMap((folder) => entries(root, join(path, folder))),
  ]
}

/** The guides in the order in which their contents name them. */
const guides = (root: string): readonly string[] => {
  const index = join(root, 'guides/index.md')
  if (!existsSync(index)) return []
  const named = [...readFileSync(index, 'utf8').matchAll(/\]\(([\w-]+)\.md\)/g)].map(
    ([, name = '']) => `guides/${name}`,
  )
  return [...new Set(named), ...unnamed(root, 'guides', named)]
}

/** The navigation beside every page, read from the pages that exist. */
export const sidebar = (root: string): SidebarItem[] => {
  const { 'First steps': first, Reference: reference, ...others } = order
  const groups = Object.entries({
    'First steps': first,
    Guides: guides(root),
    ...others,
    Reference: [...reference, ...unnamed(root, '.', Object.values(order).flat())],
  }).map(([text, names]) => ({ text, ...(text === 'Guides' && { link: '/guides/' }), items: links(root, names) }))
  const items = folders(join(root, 'api')).flatMap((folder) => entries(root, join('api', folder)))
  const api = { text: 'API reference', link: '/api/', collapsed: true, items }
  return [...groups.filter((group) => group.items.length > 0), api]
}
