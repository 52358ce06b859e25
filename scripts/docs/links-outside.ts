import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

type Token = ReturnType<MarkdownRenderer['parse']>[number]

/** Where the files of the repository are shown; `undefined` while the package does not say where it lives. */
const repository = (): string | undefined => {
  const { repository: url } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly repository?: string | { readonly url: string }
  }
  const text = typeof url === 'object' ? url.url : url
  return text?.replace(/^git\+|\.git$/g, '')
}

/** The file of the repository that a link on a page means, where it lies outside the pages. */
const fileOutside = (page: string, href: string): string | undefined => {
  if (/^([a-z]+:|\/|#)/i.test(href)) return undefined
  const path = posix.join('docs', posix.dirname(page), href.replace(/[#?].*$/, ''))
  return path.startsWith('docs/') ? undefined : path
}

const linkTo = (file: string, page: string, open: Token, close: Token | undefined): void => {
  if (!existsSync(file)) throw new Error(`docs/${page} links to ${file}, which is not there`)
  const home = repository()
  if (home !== undefined) {
    open.attrSet('href', `${home}/blob/main/${file}`)
    return
  }
  open.attrs = [['title', file]]
  for (const token of [open, close]) if (token !== undefined) token.tag = 'span'
}

/**
 * A link to a file of the repository that is no page, `../CONTRIBUTING.md` for one, leads to where the repository is
 * shown, or is text where that is not known; one to a file that is not there ends the build.
 */
export const linksOutside = (markdown: MarkdownRenderer): void => {
  markdown.core.ruler.push('links-outside', ({ tokens, env }: { tokens: Token[]; env: { relativePath?: string } }) => {
    const page = env.relativePath ?? ''
    for (const { children } of tokens)
      children?.forEach((open, index) => {
        const file = open.type === 'link_open' ? fileOutside(page, open.attrGet('href') ?? '') : undefined
        if (file === undefined) return
        linkTo(
          file,
          page,
          open,
          children.slice(index).find(({ type }) => type === 'link_close'),
        )
      })
  })
}
