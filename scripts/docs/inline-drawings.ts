import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/** The drawing that an image on a page shows, without the style for those who see it alone. */
const drawingOf = (page: string, src: string): string | undefined => {
  const path = posix.join('docs', posix.dirname(page), src)
  const svg = src.endsWith('.svg') && existsSync(path) ? readFileSync(path, 'utf8') : ''
  return svg.startsWith('<svg class="drawing"') ? svg.replace(/<style>[^]*?<\/style>\n?/, '') : undefined
}

/** Puts drawings into the page itself: so they have the colours of the page, whichever it is shown in. */
export const inlineDrawings = (markdown: MarkdownRenderer): void => {
  const image = markdown.renderer.rules.image
  markdown.renderer.rules.image = (tokens, index, options, env: { relativePath?: string }, self) => {
    const svg = drawingOf(env.relativePath ?? '', tokens[index]?.attrGet('src') ?? '')
    if (svg !== undefined) return `<span class="drawing" v-pre>${svg}</span>`
    return image?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options)
  }
}
