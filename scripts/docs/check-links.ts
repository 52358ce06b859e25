import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

interface Page {
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
}

const attribute = (html: string, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value.replaceAll('&amp;', '&'))

const readPage = (path: string): Page => {
  const html = readFileSync(path, 'utf8')
  return { ids: new Set(attribute(html, 'id')), links: [...attribute(html, 'href'), ...attribute(html, 'src')] }
}

/** The file that an address of the site leads to; addresses go without `.html`. */
const fileOf = (folder: string, from: string, path: string): string => {
  const target = normalize(path.startsWith('/') ? path : join(dirname(from), path))
  const names = [target, `${target}.html`, join(target, 'index.html')]
  return names.find((name) => /\.\w+$/.test(name) && existsSync(join(folder, name))) ?? target
}

/** Whether an address leads somewhere: to a page and, where it names one, to a heading of it, or to a file. */
const leads = (folder: string, pages: ReadonlyMap<string, Page>, from: string, link: string): boolean => {
  const [path = '', id = ''] = link.split('#')
  const file = path === '' ? from : fileOf(folder, from, decodeURI(path))
  const page = pages.get(file)
  if (page === undefined) return existsSync(join(folder, file))
  return id === '' || page.ids.has(decodeURIComponent(id))
}

/** Every link of a built site that leads nowhere within it, each with one page that has it. */
export const deadLinks = (folder: string): readonly string[] => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
  const pages = new Map(files.map((file) => [`/${file}`, readPage(join(folder, file))]))
  const dead = new Map<string, string>()
  for (const [from, { links }] of pages)
    for (const link of links)
      if (!/^([a-z]+:|\/\/)/i.test(link) && !leads(folder, pages, from, link))
        dead.set(link.startsWith('#') ? from + link : link, from)
  return [...dead].map(([link, from]) => `${link} on ${from}`)
}

/** Ends the build where a link is dead. */
export const checkLinks = (folder: string): void => {
  const dead = deadLinks(folder)
  if (dead.length > 0) throw new Error(`dead links:\n${dead.join('\n')}`)
}
