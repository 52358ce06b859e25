import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const inPackage = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/

/** The folders of the packages whose code is in these chunks. */
const packagesIn = (chunks) => {
  const folders = chunks
    .flatMap((chunk) => Object.entries(chunk.modules))
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .flatMap(([id]) => inPackage.exec(id)?.[1] ?? [])
  return [...new Set(folders)].sort()
}

const section = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.|$)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  if (texts.length === 0) throw new Error(`${name} ships no licence text: keep a copy of it here`)
  return [`${name} ${version} (${license})`, ...texts].join('\n\n')
}

/** Emits THIRD-PARTY-LICENSES.txt: every package inlined into the bundle, with its licence and notice as they are. */
export const thirdPartyLicenses = () => ({
  name: 'third-party-licenses',
  generateBundle(_options, bundle) {
    const folders = packagesIn(Object.values(bundle).filter(({ type }) => type === 'chunk'))
    const rule = `\n\n${'='.repeat(80)}\n\n`
    const source = ['This package contains code of these packages.', ...folders.map(section)].join(rule)
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source: `${source}\n` })
  },
})
