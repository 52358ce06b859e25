import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { readFileSync } from 'node:fs'

const page = readFileSync('docs/sandbox.md', 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)\(.*?\)` \| (.*?) \|/gm)].map(([, name = '', json = '']) => ({ name, json }))
const calls = rows.flatMap(({ json }) => [...json.matchAll(/`(\{.*?\})`(?:,|$| )/g)].map(([, body = '']) => body))

describe('the page of the sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(() => sandbox.stop())

  it('names every fault', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(sandbox.faults).sort())
  })

  it('shows each as JSON that another process may send', async () => {
    expect(calls.length).toBeGreaterThanOrEqual(rows.length)
    const headers = { 'Content-Type': 'application/json' }
    const statuses = calls.map(async (body) => {
      const { status } = await fetch(`${sandbox.api}/__test/faults`, { method: 'POST', headers, body })
      return `${body} ${String(status)}`
    })
    expect(await Promise.all(statuses)).toEqual(calls.map((body) => `${body} 200`))
  })
})
