import { describe, expect, it } from '@jest/globals'
// @ts-expect-error: a module of the release, in JavaScript
import * as release from '../../scripts/release/dated.mjs'

const { dated, isDated } = release as {
  readonly dated: (changelog: string, version: string, day: string) => string
  readonly isDated: (changelog: string, version: string) => boolean
}

const head = '# Changelog\n\n'
const before = '## [0.1.0] - 2026-01-02\n\n- First.\n'

describe('a release', () => {
  it('puts what was unreleased under its heading', () => {
    const changelog = `${head}## [Unreleased]\n\n### Added\n\n- More.\n\n${before}`
    const after = `${head}## [Unreleased]\n\n## [0.2.0] - 2026-03-04\n\n### Added\n\n- More.\n\n${before}`
    expect(dated(changelog, '0.2.0', '2026-03-04')).toBe(after)
    expect(isDated(changelog, '0.2.0')).toBe(false)
    expect(isDated(after, '0.2.0')).toBe(true)
  })

  it.each(['', '## [Unreleased]\n\n', '## [Unreleased]\n'])(
    'is refused where nobody told what changed: %j',
    (unreleased) => {
      expect(() => dated(`${head}${unreleased}${before}`, '0.2.0', '2026-03-04')).toThrow(/CHANGELOG.md/)
    },
  )
})
