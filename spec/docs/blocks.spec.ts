import { afterAll, describe, expect, it } from '@jest/globals'
import '@angular/compiler' // stores and components that run uncompiled
import { blocksOf, readPages, writeBlocks, type Page } from './support/blocks.js'
import { createCompiler, preambleOf } from './support/compile.js'

const folderOf = ({ name }: Page): string => `.cache/docs/blocks/${name}`

describe('a page', () => {
  it('is read block by block', () => {
    const markdown = [
      'Text.',
      '```ts',
      'one()',
      '```',
      '```sh',
      'npm ci',
      '```',
      '```ts file=ngrx/a.ts',
      'two()',
      '```',
      '```ts run',
      '```',
      '```ts no-run="it needs a page"',
      'three()',
      '```',
    ].join('\n')
    expect(blocksOf(markdown)).toEqual([
      { line: 3, code: 'one()\n', file: undefined, runs: false, noRun: undefined },
      { line: 9, code: 'two()\n', file: 'ngrx/a.ts', runs: true, noRun: undefined },
      { line: 12, code: '', file: undefined, runs: true, noRun: undefined },
      { line: 14, code: 'three()\n', file: undefined, runs: false, noRun: 'it needs a page' },
    ])
  })

  it('that does not compile says where', () => {
    const page: Page = {
      path: 'docs/wrong.md',
      name: 'wrong',
      blocks: blocksOf('\n```ts\n\nconst a: string = 1\n```\n'),
    }
    expect(createCompiler()(page, writeBlocks(page, folderOf(page)))).toEqual([
      "docs/wrong.md:4 Type 'number' is not assignable to type 'string'.",
    ])
  })
})

describe('the blocks of', () => {
  const compile = createCompiler()
  const counts = { compiled: 0, run: 0, notRun: 0, withReason: 0 }

  it.each(readPages().map((page) => [page.path, page] as const))(
    '%s compile, and run where they can',
    async (_, page) => {
      const written = writeBlocks(page, folderOf(page))
      expect(compile(page, written)).toEqual([])
      const running = written.filter(({ runs }) => runs)
      const preamble = preambleOf(page)
      if (running.length > 0 && preamble !== undefined) await import(preamble)
      for (const { module } of running) await import(module)
      counts.compiled += written.length
      counts.run += running.length
      counts.notRun += written.length - running.length
      counts.withReason += written.filter(({ noRun }) => noRun !== undefined).length
    },
  )

  afterAll(() => {
    const { compiled, run, notRun, withReason } = counts
    process.stdout.write(
      `blocks: ${String(compiled)} compiled, ${String(run)} run, ${String(notRun)} not run, ${String(withReason)} of them with a reason\n`,
    )
  })
})
