import { afterAll, describe, expect, it } from '@jest/globals'
import '@angular/compiler' // stores and components that run uncompiled
import { blocksOf, idleBlocks, readPages, writeBlocks, type Page } from './support/blocks.js'
import { createCompiler } from './support/compile.js'
import { runBlock } from './support/run-block.js'

const folderOf = ({ name }: Page): string => `.cache/docs/blocks/${name}`

const pageOf = (markdown: string, name = 'made-up'): Page => ({
  path: 'docs/made-up.md',
  name,
  blocks: blocksOf(markdown),
})

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
    const page = pageOf('\n```ts\n\nconst a: string = 1\n```\n')
    expect(createCompiler()(page, writeBlocks(page, folderOf(page)))).toEqual([
      "docs/made-up.md:4 Type 'number' is not assignable to type 'string'.",
    ])
  })

  it('fails by a block that neither runs nor says why', () => {
    const page = pageOf('```ts\none()\n```\n```ts run\n```\n```ts no-run="a sketch"\n```\n```ts file=a.ts\n```\n')
    expect(idleBlocks(page)).toEqual(['docs/made-up.md:2 neither runs nor says why'])
  })

  it.each([
    ['throws', 'throw new Error(dialog.type)', 'docs/made-up.md:2 private'],
    ['takes no error of a call', 'ben.dialogs.admins(team, { add: [98] }).subscribe()', /made-up.md:2 .*4../],
    [
      'goes wrong on what it hears',
      'chat.typing.changed$.subscribe(() => { throw new Error("typing") })\nben.typing.start(team).subscribe()',
      /typing/,
    ],
    ['prints what it does not say', 'console.log(1)\nconsole.log(2, [3]) // → 2 …', 'does not say that it prints: 1'],
    ['does not print what it says', 'console.log({ a: 1 }) // → { a: 2 }', 'does not print: { a: 2 }'],
  ])(
    'fails by a block that %s',
    async (how, code, reason) => {
      const page = pageOf(`\`\`\`ts run\n${code}\n\`\`\`\n`, `made-up-${how.replaceAll(' ', '-')}`)
      const running = writeBlocks(page, folderOf(page)).map((block) => runBlock(page, block))
      await expect(Promise.all(running)).rejects.toThrow(reason)
    },
    30_000,
  )
})

describe('the blocks of', () => {
  const compile = createCompiler()
  const counts = { compiled: 0, run: 0, notRun: 0 }

  it.each(readPages().map((page) => [page.path, page] as const))(
    '%s compile, and run or say why not',
    async (_, page) => {
      const written = writeBlocks(page, folderOf(page))
      expect(compile(page, written)).toEqual([])
      expect(idleBlocks(page)).toEqual([])
      const running = written.filter(({ runs }) => runs)
      for (const block of running) await runBlock(page, block)
      counts.compiled += written.length
      counts.run += running.length
      counts.notRun += written.length - running.length
    },
    60_000, // a page of many blocks, on a busy machine
  )

  afterAll(() => {
    const { compiled, run, notRun } = counts
    process.stdout.write(
      `blocks: ${String(compiled)} compiled, ${String(run)} run, ${String(notRun)} not run, with a reason\n`,
    )
  })
})
