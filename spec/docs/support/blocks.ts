import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One fenced `ts` block of a page, and what the words after `ts` say of it. */
export interface Block {
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** `file=a/b.ts`: the other blocks of the page may import it. */
  readonly file: string | undefined
  /** It runs: by `file`, or by the word `run`. */
  readonly runs: boolean
  /** `no-run="…"`: why it only compiles. */
  readonly noRun: string | undefined
}

export interface Page {
  /** Where it is in the repository. */
  readonly path: string
  /** Its path without `docs/` and its ending, in lower case. */
  readonly name: string
  readonly blocks: readonly Block[]
}

/** A block as a module of its own. */
export interface WrittenBlock extends Block {
  readonly module: string
}

const fence = /^```ts(?:[ \t]+(.*))?\n([^]*?)^```$/gm

/** Every `ts` block of a page in Markdown. */
export const blocksOf = (markdown: string): readonly Block[] =>
  [...markdown.matchAll(fence)].map(({ index, 1: info = '', 2: code = '' }) => {
    const file = /(?:^|\s)file=(\S+)/.exec(info)?.[1]
    const noRun = /(?:^|\s)no-run="([^"]+)"/.exec(info)?.[1]
    const line = markdown.slice(0, index).split('\n').length + 1
    return {
      line,
      code,
      file,
      noRun,
      runs: noRun === undefined && (file !== undefined || /(?:^|\s)run(?=\s|$)/.test(info)),
    }
  })

/** Where a page has blocks that neither run nor say why not. */
export const idleBlocks = ({ path, blocks }: Page): readonly string[] =>
  blocks
    .filter(({ runs, noRun }) => !runs && noRun === undefined)
    .map(({ line }) => `${path}:${String(line)} neither runs nor says why`)

const nameOf = (path: string): string => path.replace(/^docs\/|\.md$/g, '').toLowerCase()

/** What is made of the code has blocks that only show types. */
const isWritten = (path: string): boolean => path.endsWith('.md') && !/^(api|\.vitepress)\//.test(path)

/** The README, that of the sandbox, and the pages in docs/ and its folders, those that have blocks. */
export const readPages = (): readonly Page[] => {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter(isWritten).sort()
  return ['README.md', 'sandbox/README.md', ...docs.map((file) => `docs/${file}`)]
    .map((path) => ({ path, name: nameOf(path), blocks: blocksOf(readFileSync(path, 'utf8')) }))
    .filter(({ blocks }) => blocks.length > 0)
}

/** Writes the blocks of a page into a folder of its own, anew; a block without a file name is named after its line. */
export const writeBlocks = (page: Page, folder: string): readonly WrittenBlock[] => {
  rmSync(folder, { recursive: true, force: true })
  return page.blocks.map((block) => {
    const module = join(process.cwd(), folder, block.file ?? `line-${String(block.line)}.ts`)
    mkdirSync(dirname(module), { recursive: true })
    // A module even where it imports nothing: its names are its own. `wx`: two blocks of one name are a mistake.
    writeFileSync(module, `${block.code}export {}\n`, { flag: 'wx' })
    return { ...block, module }
  })
}
