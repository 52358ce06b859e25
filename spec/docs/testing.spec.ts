import { expect, it } from '@jest/globals'
import { readPages, writeBlocks } from './support/blocks.js'

const written = readPages()
  .filter(({ path }) => path === 'docs/testing.md')
  .flatMap((page) => writeBlocks(page, '.cache/docs/testing'))
const specs = written.filter(({ file = '' }) => /^[\w-]+\.spec\.ts$/.test(file))

// Where specs are told of, since they are some.
for (const { module } of specs) await import(module)

it('docs/testing.md has a spec for each way', () => {
  expect(specs.map(({ file }) => file)).toEqual([
    ...['fake-chat.spec.ts', 'scripted-server.spec.ts', 'scripted-rest.spec.ts', 'sandbox.spec.ts'],
  ])
})
