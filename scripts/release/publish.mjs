// Publishes the version of package.json, if CHANGELOG.md tells of it and it is not published yet.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isDated } from './dated.mjs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
if (isDated(readFileSync('CHANGELOG.md', 'utf8'), version)) {
  execFileSync('npm', ['run', 'build'], { stdio: 'inherit' })
  execFileSync('npx', ['changeset', 'publish'], { stdio: 'inherit' })
} else {
  console.log(`nothing to publish: CHANGELOG.md does not tell of ${version}`)
}
