import type { ChatConfig } from './config.js'
import { isCount, isId, isText } from './errors/argument-error.js'
import { ChatError } from './errors/chat-error.js'
import { isRecord } from './model/is-record.js'

const servers = ({ api, websocket, chat = 'chat.connectycube.com', muc }: ChatConfig['endpoints'] = {}) => ({
  api: [api ?? 'https://api.connectycube.com'].flat(),
  websocket: [websocket ?? 'wss://chat.connectycube.com:5291'].flat(),
  chat,
  muc: muc ?? `muc.${chat}`,
})

const filled = ({ reconnection = {}, timeouts = {}, ...config }: ChatConfig) => {
  const { policy, totalReconnections = 5, reconnectionTimeout = 5000 } = reconnection
  const { delivered = 'markable', activity = 'visible', dialogNotices = true, maxStanzaBytes = 262_144 } = config
  return {
    ...{ application: config.application, resource: config.resource, policy, reconnectionTimeout },
    ...{ delivered, activity, dialogNotices, maxStanzaBytes },
    ...servers(config.endpoints),
    tries: policy?.tries ?? totalReconnections,
    timeouts: { rest: 30_000, request: 10_000, handshake: 20_000, answer: 6000, silence: 12_000, ...timeouts },
  }
}

/** The configuration with every default filled in. */
export type Settings = Readonly<ReturnType<typeof filled>>

const parsed = (url: string): Partial<URL> => (URL.canParse(url) ? new URL(url) : {})

const areUrls = (urls: readonly string[], scheme: RegExp): boolean =>
  urls.length > 0 && urls.every((url) => scheme.test(parsed(url).protocol ?? ''))

const isPlain = (url: string): boolean => {
  const { protocol, hostname = '' } = parsed(url)
  return protocol === 'ws:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(hostname)
}

const isDomain = (value: unknown): boolean => typeof value === 'string' && /^[^\s/@:]+$/.test(value)

const isPolicy = (value: unknown): boolean =>
  isRecord(value) && typeof value['delay'] === 'function' && typeof value['dormantDelay'] === 'function'

/** A field, whether it is as it has to be, and how that is. */
type Check = readonly [field: string, ok: boolean, expected: string]

/** The groups of fields have to be objects: not every app is type-checked. */
const groupChecks = (config: unknown): readonly Check[] => {
  const { application, ...given }: Readonly<Record<string, unknown>> = isRecord(config) ? config : {}
  const isGroup = (group: unknown): boolean => group === undefined || isRecord(group)
  return [
    ['application', isRecord(application), '{ id, authKey } from the dashboard'],
    ...['endpoints', 'reconnection', 'timeouts', 'platform'].map((name): Check => [
      name,
      isGroup(given[name]),
      'an object, or nothing',
    ]),
  ]
}

const fieldChecks = (settings: Settings, allowInsecure: boolean): readonly Check[] => {
  const { application, websocket, chat, resource, policy } = settings
  const domain = 'a domain without scheme and port'
  const time = (name: string, ms: unknown): Check => [name, isCount(ms, 1), 'positive milliseconds']
  return [
    ['application.id', isId(application.id), 'a positive integer, from the dashboard'],
    ['application.authKey', isText(application.authKey), 'the text from the dashboard'],
    ['endpoints.api', areUrls(settings.api, /^https?:$/), 'an http(s):// URL, or several'],
    ['endpoints.websocket', areUrls(websocket, /^wss?:$/), 'a ws(s):// URL, or several'],
    [
      'endpoints.websocket',
      allowInsecure || !websocket.some(isPlain),
      'wss://, as plain ws:// would show the password to the network; or set allowInsecure',
    ],
    ['endpoints.chat', isDomain(chat), domain],
    ['endpoints.muc', isDomain(settings.muc) || !isDomain(chat), domain],
    ['resource', resource === undefined || isText(resource), 'a text that is not empty'],
    ['reconnection.totalReconnections', isCount(settings.tries, 0), '0 or a positive integer'],
    time('reconnection.reconnectionTimeout', settings.reconnectionTimeout),
    ['delivered', ['markable', 'always', 'never'].includes(settings.delivered), "'markable', 'always' or 'never'"],
    ['dialogNotices', typeof settings.dialogNotices === 'boolean', 'true or false'],
    ['activity', ['visible', 'manual'].includes(settings.activity), "'visible' or 'manual'"],
    ...Object.entries(settings.timeouts).map(([name, ms]) => time(`timeouts.${name}`, ms)),
    [
      'reconnection.policy',
      policy === undefined || isPolicy(policy),
      '{ tries, delay(attempt), dormantDelay() }, as fixed() makes',
    ],
    ['maxStanzaBytes', isCount(settings.maxStanzaBytes, 1024), 'at least 1024'],
  ]
}

const check = (checks: readonly Check[]): void => {
  const issues = checks.flatMap(([field, ok, expected]) => (ok ? [] : [`${field}: expected ${expected}`]))
  const message = `The configuration of createChat is not valid. ${issues.join('. ')}.`
  if (issues.length > 0) throw new ChatError('config', message, { issues })
}

/** Fills the defaults and checks all fields at once. Throws `ChatError` ('config') that names every wrong one, and no value. */
export const readConfig = (config: ChatConfig): Settings => {
  check(groupChecks(config))
  const settings = filled(config)
  check(fieldChecks(settings, config.allowInsecure === true))
  // As the domains of incoming JIDs are read.
  return { ...settings, chat: settings.chat.toLowerCase(), muc: settings.muc.toLowerCase() }
}
