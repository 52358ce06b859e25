import type { ChatConfig } from './config.js'
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

const schemeOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).protocol : undefined)

const isLocal = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(new URL(url).hostname)

const areUrls = (urls: readonly string[], scheme: RegExp): boolean =>
  urls.length > 0 && urls.every((url) => scheme.test(schemeOf(url) ?? ''))

const isCount = (value: unknown, least: number): boolean => Number.isInteger(value) && Number(value) >= least

const isDomain = (value: unknown): boolean => typeof value === 'string' && /^[^\s/@:]+$/.test(value)

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const isPolicy = (value: unknown): boolean =>
  isRecord(value) && typeof value['delay'] === 'function' && typeof value['dormantDelay'] === 'function'

/** A field, whether it is as it has to be, and how that is. */
type Check = readonly [field: string, ok: boolean, expected: string]

/** The groups of fields have to be objects: not every app is type-checked. */
const groupChecks = (config: unknown): readonly Check[] => {
  const given = isRecord(config) ? config : {}
  const isGroup = (name: string): boolean => given[name] === undefined || isRecord(given[name])
  return [
    ['application', isRecord(given['application']), '{ id, authKey } from the dashboard'],
    ...['endpoints', 'reconnection', 'timeouts', 'platform'].map((name): Check => [
      name,
      isGroup(name),
      'an object, or nothing',
    ]),
  ]
}

const fieldChecks = (
  { application, api, websocket, chat, muc, resource, policy, ...settings }: Settings,
  allowInsecure: boolean,
): readonly Check[] => {
  const shows = !allowInsecure && websocket.some((url) => schemeOf(url) === 'ws:' && !isLocal(url))
  const domain = 'a domain without scheme and port'
  const milliseconds = 'positive milliseconds'
  return [
    ['application.id', isCount(application.id, 1), 'a positive integer, from the dashboard'],
    ['application.authKey', isText(application.authKey), 'the text from the dashboard'],
    ['endpoints.api', areUrls(api, /^https?:$/), 'an http(s):// URL, or several'],
    ['endpoints.websocket', areUrls(websocket, /^wss?:$/), 'a ws(s):// URL, or several'],
    [
      'endpoints.websocket',
      !shows,
      'wss://, as plain ws:// would show the password to the network; or set allowInsecure',
    ],
    ['endpoints.chat', isDomain(chat), domain],
    ['endpoints.muc', isDomain(muc) || !isDomain(chat), domain],
    ['resource', resource === undefined || isText(resource), 'a text that is not empty'],
    ['reconnection.totalReconnections', isCount(settings.tries, 0), '0 or a positive integer'],
    ['reconnection.reconnectionTimeout', isCount(settings.reconnectionTimeout, 1), milliseconds],
    ['delivered', ['markable', 'always', 'never'].includes(settings.delivered), "'markable', 'always' or 'never'"],
    ['dialogNotices', typeof settings.dialogNotices === 'boolean', 'true or false'],
    ['activity', ['visible', 'manual'].includes(settings.activity), "'visible' or 'manual'"],
    ...Object.entries(settings.timeouts).map(([name, ms]): Check => [`timeouts.${name}`, isCount(ms, 1), milliseconds]),
    [
      'reconnection.policy',
      policy === undefined || isPolicy(policy),
      '{ tries, delay(attempt), dormantDelay() }, as fixed() and exponential() make',
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
