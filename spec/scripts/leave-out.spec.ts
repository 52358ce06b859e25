import { expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
// @ts-expect-error: a module of the build, in JavaScript
import * as build from '../../scripts/build/leave-out.mjs'

const { leaveOut } = build as { leaveOut: (code: string, id: string) => string }
const id = join(process.cwd(), 'node_modules/ky/distribution/utils/normalize.js')
const code = readFileSync(id, 'utf8')

it('leaves out what is named, whole, and keeps all else', () => {
  const left = leaveOut(code, id)
  const lines = new Set(code.split('\n'))
  expect(left.split('\n').filter((line) => !lines.has(line))).toEqual([])
  expect(left).toContain('retry.methods &&= retry.methods.map')
  expect(left).not.toMatch(/must be an array|typeof retry/)
})

it('leaves alone what it does not know', () => {
  expect(leaveOut(code, id.replace('normalize', 'merge'))).toBe(code)
})

it('stops where what is named is not there any more', () => {
  const changed = code.replace('if (retry.methods &&', 'if (retry.methods !== undefined &&')
  expect(() => leaveOut(changed, id)).toThrow('has nowhere: if (retry.methods &&')
})
