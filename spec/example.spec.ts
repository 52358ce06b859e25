import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const app = 'examples/angular-chat/src/app'

const filesOf = (folder: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')])

/** Without comments and what is blank. */
const codeLines = (text: string): number =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length

describe('the example app', () => {
  it('has no more than 150 lines between the SDK and its components', () => {
    const lines = filesOf(`${app}/glue`).map(([, text]) => codeLines(text))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150)
  })

  it('subscribes by hand nowhere but where commands are run', () => {
    const byHand = filesOf(app).filter(([, text]) => /\bsubscribe\(/.test(text))
    expect(byHand.map(([name]) => name)).toEqual([`${app}/glue/commands.ts`])
  })
})
