import { readdirSync, readFileSync } from 'node:fs'

/**
 * Looks for every password and token that the specs used in everything they logged (`spec/support/recording`); run it
 * after any of the tiers. Fails when one is found, and when there is nothing to look through.
 */
const folder = '.cache/logs'
const linesOf = (ending) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .flatMap((file) =>
      readFileSync(`${folder}/${file}`, 'utf8')
        .split('\n')
        .map((text, index) => ({ file, text, at: index + 1 })),
    )
    .filter(({ text }) => text !== '')

const log = linesOf('.log')
const secrets = new Map(linesOf('.secrets').map(({ file, text }) => [text, file]))
const all = log.map(({ text }) => text).join('\n')

const leaks = [...secrets].flatMap(([secret, from]) =>
  [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => all.includes(form))
    ? log.filter(({ text }) => text.includes(secret)).map(({ file, at }) => `${file}:${at} holds a secret of ${from}`)
    : [],
)
for (const leak of leaks.slice(0, 20)) console.log(leak)
console.log(
  `${secrets.size} secrets in ${log.length} lines of logs: ${leaks.length === 0 ? 'none found' : `found ${leaks.length} times`}`,
)
process.exitCode = leaks.length > 0 || log.length === 0 || secrets.size === 0 ? 1 : 0
