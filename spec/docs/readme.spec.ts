import { expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'

const readme = readFileSync('README.md', 'utf8')

/** Every figure of the README, in bold, with the page that its paragraph names. */
const figures = readme
  .trim()
  .split(/\n\n|\n(?=\|)/)
  .flatMap((paragraph) => {
    const page = /\((docs\/[\w-]+\.md)/.exec(paragraph)?.[1]
    return [...paragraph.matchAll(/\*\*([\d.,]+)\*\*/g)].map(([, figure = '']) => ({ figure, page }))
  })

it('has at most 900 words', () => {
  expect(readme.trim().split(/\s+/).length).toBeLessThanOrEqual(900)
})

it('tells the figures of the pages that it names', () => {
  expect(figures.length).toBeGreaterThan(5)
  const measured = ({ figure, page = '' }: (typeof figures)[number]): boolean =>
    readFileSync(page, 'utf8').includes(` ${figure} `)
  expect(figures.filter((one) => !measured(one))).toEqual([])
})
