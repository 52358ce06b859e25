import { flag, guarded, oneOf, optional, orElse, reader, codec, type Decoder } from './codec/decoder.js'
import { member, struct, type Shape, type Struct } from './codec/struct.js'
import type { ChatConfig } from './config.js'
import type { UrlsSource } from './connection/chat-urls.js'
import { isCount, isText } from './errors/argument-error.js'
import { ChatError } from './errors/chat-error.js'
import { isRecord } from './model/is-record.js'
import { issuesOf } from './rest/decode.js'
import type { ReconnectPolicy } from './rx/policies.js'

const atLeast = (least: number): Decoder<number> =>
  guarded(`a whole number, ${String(least)} or more`, (value) => isCount(value, least))

const ms = (fallback: number): Decoder<number> => orElse(atLeast(1), fallback)

const text = guarded('text that is not empty', isText)

/** Small, as the domains of incoming JIDs are read. */
const domain = reader('a domain without scheme and port', (value) =>
  typeof value === 'string' && /^[^\s/@:]+$/.test(value) ? value.toLowerCase() : undefined,
)

const urlsThat = (suits: (url: URL) => boolean) => {
  const isUrl = (url: unknown): url is string => typeof url === 'string' && URL.canParse(url) && suits(new URL(url))
  return (value: unknown): readonly string[] | undefined => {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    return all.length > 0 && all.every(isUrl) ? all : undefined
  }
}

const httpUrls = reader(
  'http(s):// URLs',
  urlsThat(({ protocol }) => /^https?:$/.test(protocol)),
)

const isHere = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(host)

const socketUrls = (isInsecure: boolean) =>
  urlsThat(({ protocol, hostname }) => (protocol === 'ws:' ? isInsecure || isHere(hostname) : protocol === 'wss:'))
const sockets = 'wss:// URLs (ws:// with allowInsecure)'

const isAsked = (value: unknown): value is Exclude<UrlsSource, readonly string[]> => typeof value === 'function'

/** What a function gives is looked at when it is asked. */
const source = (isInsecure: boolean): Decoder<UrlsSource> =>
  reader(sockets, (value) => (isAsked(value) ? value : socketUrls(isInsecure)(value)))

const isPolicy = (value: unknown): value is ReconnectPolicy =>
  isRecord(value) &&
  isCount(value['tries'], 0) &&
  ['delay', 'dormantDelay'].every((name) => typeof value[name] === 'function')

/** An object that may be left out. */
const group = <S extends Shape>(shape: S): Struct<S> => {
  const inner = struct('an object', shape)
  return codec(inner.name, (value, context) => inner.validate(value === undefined ? {} : value, context))
}

const timeouts = { rest: ms(30_000), request: ms(10_000), handshake: ms(20_000), answer: ms(6000), silence: ms(12_000) }

const configOf = (isInsecure: boolean) =>
  struct('an object', {
    application: struct('an object', { id: atLeast(1), authKey: text }),
    endpoints: group({
      api: orElse(httpUrls, ['https://api.connectycube.com']),
      websocket: orElse(source(isInsecure), ['wss://chat.connectycube.com:5291']),
      chat: orElse(domain, 'chat.connectycube.com'),
      muc: optional(domain),
    }),
    reconnection: group({
      totalReconnections: orElse(atLeast(0), 5),
      reconnectionTimeout: ms(5000),
      policy: optional(guarded('what fixed() or exponential() makes', isPolicy)),
    }),
    delivered: orElse(oneOf('markable', 'always', 'never'), 'markable'),
    dialogNotices: orElse(flag, true),
    activity: orElse(oneOf('visible', 'manual'), 'visible'),
    resource: optional(text),
    timeouts: group(timeouts),
    maxStanzaBytes: orElse(atLeast(1024), 262_144),
    allowInsecure: orElse(flag, false),
    platform: group({}),
  })

/** What decodes, or throws a `ChatError` of kind `config` that names every wrong field, and no value. */
const decoded = <A>(decoder: Decoder<A>, value: unknown): A => {
  const result = decoder.decode(value)
  if (result._tag === 'Right') return result.right
  const issues = issuesOf(result.left)
  throw new ChatError('config', `The configuration of createChat is not valid. ${issues.join('. ')}.`, { issues })
}

const filled = (config: ChatConfig) => {
  const given: Partial<ChatConfig> = isRecord(config) ? config : {}
  const read = decoded(configOf(given.allowInsecure === true), given)
  const { endpoints, reconnection, platform: _checked, ...others } = read
  const { totalReconnections, ...pace } = reconnection
  const muc = endpoints.muc ?? `muc.${endpoints.chat}`
  return { ...others, ...endpoints, muc, ...pace, tries: pace.policy?.tries ?? totalReconnections }
}

/** The configuration with every default filled in. */
export type Settings = Readonly<ReturnType<typeof filled>>

/** Checks addresses that a function gave as those of the configuration are. Throws `ChatError` ('config'). */
export const readUrls =
  ({ allowInsecure }: Settings) =>
  (given: readonly string[]): readonly string[] => {
    const list = reader(sockets, (urls) => (Array.isArray(urls) ? socketUrls(allowInsecure)(urls) : undefined))
    return decoded(member('endpoints.websocket', list), { 'endpoints.websocket': given })
  }

/** Fills the defaults and checks all fields at once. Throws `ChatError` ('config') that names every wrong one, and no value. */
export const readConfig = (config: ChatConfig): Settings => filled(config)
