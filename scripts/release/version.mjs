// Takes up the changesets: the version in package.json and the lock, and its heading in CHANGELOG.md.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dated } from './dated.mjs'

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' })

run('npx', 'changeset', 'version')
run('npm', 'install', '--package-lock-only', '--ignore-scripts')
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const day = new Date().toISOString().slice(0, 10)
writeFileSync('CHANGELOG.md', dated(readFileSync('CHANGELOG.md', 'utf8'), version, day))
