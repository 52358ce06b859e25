import { jest } from '@jest/globals'
import { format } from 'node:util'

/** As it stands in a comment: on one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** `…` is whatever it may be. */
const fits = (claim: string, line: string): boolean =>
  new RegExp(`^${claim.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.+')}$`).test(line)

/** What a block says that it prints, `// → text` each; what says least about itself last. */
const claimsOf = (code: string): readonly string[] =>
  [...code.matchAll(/\/\/ → (.*)$/gm)]
    .map(([, text = '']) => oneLine(text))
    .sort((one, other) => Number(one.includes('…')) - Number(other.includes('…')))

/** How what a block says that it prints differs from what it printed, in whatever order. */
export const differences = (code: string, printed: readonly string[]): readonly string[] => {
  const left = [...printed]
  const missing = claimsOf(code).filter((claim) => {
    const at = left.findIndex((line) => fits(claim, line))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map((claim) => `does not print: ${claim}`),
    ...left.map((line) => `does not say that it prints: ${line}`),
  ]
}

/** Keeps what is printed to itself, until `stop`. */
export const listenToConsole = (): { readonly printed: readonly string[]; readonly stop: () => void } => {
  const printed: string[] = []
  const log = jest.spyOn(console, 'log').mockImplementation((...values: readonly unknown[]) => {
    printed.push(oneLine(format(...values)))
  })
  return {
    printed,
    stop: () => {
      log.mockRestore()
    },
  }
}
