import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface SidebarItem {
  readonly text: string
  readonly link?: string
  readonly collapsed?: boolean
  readonly items?: readonly SidebarItem[]
}

/** The order of reading. A page that is not written yet is left out; what is not named here comes after its group. */
const order = {
  'First steps': ['getting-started', 'semantics', 'connection'],
  Guides: [
    ...['sessions', 'users', 'connecting', 'dialogs', 'history', 'messages', 'statuses', 'typing', 'attachments'],
    ...['edit-and-delete', 'reactions', 'unread', 'search', 'push', 'activity', 'contacts', 'address-book', 'privacy'],
    ...['system-messages', 'rooms'],
  ].map((name) => `guides/${name}`),
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

/** The entries of the package, each with its symbols by kind, as the API reference was made. */
const apiItems = (root: string, folder: string): readonly SidebarItem[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const path = join(folder, name)
      const isEntry = existsSync(join(root, path, 'index.md'))
      return isEntry
        ? {
            text: titleOf(join(root, path, 'index.md')),
            link: `/${path}/`,
            collapsed: true,
            items: apiItems(root, path),
          }
        : {
            text: name.replace('-', ' ').replace(/^./, (first) => first.toUpperCase()),
            collapsed: true,
            items: unnamed(root, path, []).map((page) => ({ text: basename(page), link: `/${page}` })),
          }
    })

/** The navigation beside every page, read from the pages that exist. */
export const sidebar = (root: string): SidebarItem[] => {
  const named: readonly string[] = Object.values(order).flat()
  const guides = existsSync(join(root, 'guides')) ? unnamed(root, 'guides', named) : []
  const others = { Guides: guides, Reference: unnamed(root, '.', named) }
  const groups = Object.entries(order).map(([text, names]) => ({
    text,
    items: links(root, [...names, ...(Object.entries(others).find(([group]) => group === text)?.[1] ?? [])]),
  }))
  const api = { text: 'API reference', link: '/api/', collapsed: true, items: apiItems(root, 'api') }
  return [...groups.filter(({ items }) => items.length > 0), api]
}
