import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { inspect } from 'node:util'

const folder = '.cache/logs'

interface Files {
  readonly log: number
  readonly secrets: number
}

let files: Files | undefined
const known = new Set<string>()

/** Opens the log of one spec file, and the list of the secrets it uses. */
export const startRecording = (name: string): void => {
  mkdirSync(folder, { recursive: true })
  files = { log: openSync(`${folder}/${name}.log`, 'w'), secrets: openSync(`${folder}/${name}.secrets`, 'w') }
}

export const stopRecording = (): void => {
  if (files !== undefined) Object.values(files).forEach((file: number) => closeSync(file))
  files = undefined
}

/** All that an error says, and its causes; its stack holds nothing more, and costs much. */
const plain = (value: unknown): unknown =>
  value instanceof Error ? Object.assign({}, value, { message: value.message, cause: plain(value.cause) }) : value

/** Writes everything that can be seen of a value to the log. */
export const record = (...values: readonly unknown[]): void => {
  if (files === undefined) return
  const texts = values.map((value) =>
    typeof value === 'string' ? value : inspect(plain(value), { depth: 8, compact: true, breakLength: Infinity }),
  )
  writeSync(files.log, `${texts.join(' ')}\n`)
}

/** Shorter ones, and this word, stand in every log; the specs that matter use others. */
const shortest = 8
const word = 'password'

const learn = (secret: string): void => {
  if (files === undefined || secret.length < shortest || secret === word || known.has(secret)) return
  known.add(secret)
  writeSync(files.secrets, `${secret}\n`)
}

/** The passwords and tokens in the text of a request or an answer. */
export const learnFromJson = (text: string): void => {
  for (const [, secret = ''] of text.matchAll(/"(?:old_password|password|access_token|token|secret)"\s*:\s*"([^"]+)"/g))
    learn(secret)
}

export const learnFromHeaders = (headers: Headers): void => {
  learn(headers.get('CB-Token') ?? '')
}

/** The password in a frame of SASL PLAIN, and the text that hides it. */
export const learnFromFrame = (frame: unknown): void => {
  const [, encoded = ''] = (typeof frame === 'string' ? /^<auth\b[^>]*>([^<]+)</.exec(frame) : null) ?? []
  learn(encoded)
  learn(Buffer.from(encoded, 'base64').toString().split('\0')[2] ?? '')
}
