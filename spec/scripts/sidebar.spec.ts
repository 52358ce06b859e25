import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { sidebar } from '../../scripts/docs/sidebar.js'

let root = ''
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

it('lists the pages that exist: in the order of reading, guides in the order of their contents, others last', () => {
  write('wire.md', '# Wire')
  write('semantics.md', '# Semantics')
  write('getting-started.md', '# Getting started')
  write('another.md', '# Another page')
  write('guides/index.md', '# Guides\n[Two](two.md), [one](one.md)')
  for (const name of ['one', 'two', 'three']) write(`guides/${name}.md`, `# Guide ${name}`)
  write('api/pack/index.md', '# pack')
  write('api/pack/functions/call.md', '# call()')
  write('api/pack/type-aliases/Kind.md', '# Kind')
  write('api/pack/rest/index.md', '# pack/rest')
  expect(sidebar(root)).toEqual([
    {
      text: 'First steps',
      items: [
        { text: 'Getting started', link: '/getting-started' },
        { text: 'Semantics', link: '/semantics' },
      ],
    },
    {
      text: 'Guides',
      link: '/guides/',
      items: ['two', 'one', 'three'].map((name) => ({ text: `Guide ${name}`, link: `/guides/${name}` })),
    },
    {
      text: 'Reference',
      items: [
        { text: 'Wire', link: '/wire' },
        { text: 'Another page', link: '/another' },
      ],
    },
    {
      text: 'API reference',
      link: '/api/',
      collapsed: true,
      items: [
        {
          text: 'pack',
          link: '/api/pack/',
          collapsed: true,
          items: [
            { text: 'Functions', collapsed: true, items: [{ text: 'call', link: '/api/pack/functions/call' }] },
            { text: 'Type aliases', collapsed: true, items: [{ text: 'Kind', link: '/api/pack/type-aliases/Kind' }] },
          ],
        },
        { text: 'pack/rest', link: '/api/pack/rest/', collapsed: true, items: [] },
      ],
    },
  ])
})
