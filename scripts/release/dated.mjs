/** The changelog, with what was unreleased under the heading of a version. `day`: YYYY-MM-DD. */
export const dated = (changelog, version, day) => {
  const [before, after] = changelog.split(/^## \[Unreleased\]\n+/m)
  if (after === undefined) throw new Error('CHANGELOG.md has no heading [Unreleased]')
  if (/^(## |$)/.test(after)) throw new Error('CHANGELOG.md says nothing under [Unreleased]')
  return `${before}## [Unreleased]\n\n## [${version}] - ${day}\n\n${after}`
}

/** Whether a version has its heading. */
export const isDated = (changelog, version) => changelog.includes(`\n## [${version}] - `)
