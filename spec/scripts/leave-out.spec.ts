import { expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
// @ts-expect-error: a module of the build, in JavaScript
import * as build from '../../scripts/build/leave-out.mjs'

const { leaveOut } = build as { leaveOut: (code: string, id: string) => string }
const installed = (file: string): [code: string, id: string] => {
  const id = join(process.cwd(), 'node_modules', file)
  return [readFileSync(id, 'utf8'), id]
}

it('leaves out what is named, whole, and keeps all else', () => {
  const [code, id] = installed('stanza/jxt/Definitions.js')
  const left = leaveOut(code, id)
  expect(left.split('\n').filter((line) => !code.includes(line))).toEqual([])
  expect(left).not.toMatch(/unescape|require|basicLanguageResolver/i)
  expect(left).toMatch(/function escapeXML\(text\) \{[^]+function escapeXMLText\(text\) \{/)
})

it('leaves alone what it does not know', () => {
  const [code, id] = installed('stanza/protocol/xep0085.js')
  expect(leaveOut(code, id)).toBe(code)
})

it('stops where what is named is not there any more', () => {
  const [code, id] = installed('stanza/jxt/Definitions.js')
  const other = code.replace('function unescapeXML(text)', 'function unescape(text)')
  expect(() => leaveOut(other, id)).toThrow('has nowhere: function unescapeXML(text) {')
})
