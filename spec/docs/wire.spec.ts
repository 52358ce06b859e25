import { expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'

const folder = 'spec/fixtures/xmpp'
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.xml'))
  .map((path) => readFileSync(`${folder}/${path}`, 'utf8').trimEnd())
  .sort((one, other) => other.length - one.length)

const blocks = [...readFileSync('docs/wire.md', 'utf8').matchAll(/^```xml\n([^]*?)^```$/gm)].map(
  ([, frames = '']) => frames,
)

/** What is left of frames broken into lines once every fixture among them is taken away. */
const foreign = (frames: string): string =>
  fixtures.reduce((rest, fixture) => rest.replaceAll(fixture, ''), frames.replace(/\n\s*/g, ''))

it('shows fixtures only', () => {
  expect(blocks.length).toBeGreaterThan(10)
  expect(blocks.map(foreign).filter((rest) => rest !== '')).toEqual([])
})
