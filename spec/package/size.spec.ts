import { describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'

interface Weighed {
  readonly name: string
  readonly passed: boolean
  /** In bytes. */
  readonly size: number
  readonly sizeLimit: number
}

const weigh = (): readonly Weighed[] => {
  try {
    return JSON.parse(execFileSync('npx', ['size-limit', '--json'], { encoding: 'utf8' })) as readonly Weighed[]
  } catch (error) {
    // It exits with 1 over a budget, too: then the weights are what it printed.
    const { stdout = '' } = error as { readonly stdout?: string }
    return JSON.parse(stdout) as readonly Weighed[]
  }
}

const kib = (bytes: number): string => (bytes / 1024).toFixed(1)

describe('the budgets of .size-limit.mjs', () => {
  it.each(weigh())('hold for $name', ({ name, passed, size, sizeLimit }) => {
    process.stdout.write(`${name}: ${kib(size)} KiB gzipped of ${kib(sizeLimit)}\n`)
    expect({ size, passed }).toEqual({ size, passed: true })
  })
})
