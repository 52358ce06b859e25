import { readFileSync } from 'node:fs'

/** Sums jest's JSON results. A file that is missing or broken, and a suite that did not start, count as one failure. */
const countOf = (file) => {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites, numPendingTests: skipped } = result
    return { passed, failed: numFailedTests + numRuntimeErrorTestSuites, skipped }
  } catch {
    console.log(`no results in ${file}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const counts = process.argv.slice(2).map(countOf)
const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0
