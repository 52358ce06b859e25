import type { ChatConfig, Settings } from './config.js'

const schemeOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).protocol : undefined)

const isLocal = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(new URL(url).hostname)

const areUrls = (urls: readonly string[], scheme: RegExp): boolean =>
  urls.length > 0 && urls.every((url) => scheme.test(schemeOf(url) ?? ''))

/** A field, whether it is as it has to be, and how that is. */
type Check = readonly [field: string, ok: boolean, expected: string]

const isCount = (value: unknown, least: number): boolean => Number.isInteger(value) && Number(value) >= least

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isPolicy = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) && typeof value['delay'] === 'function' && typeof value['dormantDelay'] === 'function')

const isDomain = (value: unknown): boolean => typeof value === 'string' && /^[^\s/@:]+$/.test(value)

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const complaints = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(([field, ok, expected]) => (ok ? [] : [`${field}: expected ${expected}`]))

/** What is wrong with the groups of fields, which have to be objects: not every app is type-checked. */
export const groupComplaints = (config: unknown): readonly string[] => {
  const given = isRecord(config) ? config : {}
  const optional = ['endpoints', 'reconnection', 'timeouts', 'platform'].map((name): Check => [
    name,
    given[name] === undefined || isRecord(given[name]),
    'an object, or nothing',
  ])
  return complaints([
    ['application', isRecord(given['application']), '{ id, authKey } from the dashboard'],
    ...optional,
  ])
}

/** What is wrong with the fields, each named. */
export const fieldComplaints = (config: ChatConfig, settings: Settings): readonly string[] => {
  const { application, websocket, chat, resource, timeouts } = settings
  const isPlain = websocket.some((url) => schemeOf(url) === 'ws:' && !isLocal(url))
  return complaints([
    ['application.id', isCount(application.id, 1), 'a positive integer, from the dashboard'],
    ['application.authKey', isText(application.authKey), 'the text from the dashboard'],
    ['endpoints.api', areUrls(settings.api, /^https?:$/), 'an http(s):// URL, or several'],
    ['endpoints.websocket', areUrls(websocket, /^wss?:$/), 'a ws(s):// URL, or several'],
    [
      'endpoints.websocket',
      !isPlain || config.allowInsecure === true,
      'wss://, as plain ws:// would show the password to the network; or set allowInsecure',
    ],
    ['endpoints.chat', isDomain(chat), 'a domain without scheme and port'],
    ['endpoints.muc', isDomain(config.endpoints?.muc ?? chat) || !isDomain(chat), 'a domain without scheme and port'],
    ['resource', resource === undefined || isText(resource), 'a text that is not empty'],
    ['reconnection.totalReconnections', isCount(settings.tries, 0), '0 or a positive integer'],
    ['reconnection.reconnectionTimeout', isCount(settings.reconnectionTimeout, 1), 'positive milliseconds'],
    ['delivered', ['markable', 'always', 'never'].includes(settings.delivered), "'markable', 'always' or 'never'"],
    ['dialogNotices', typeof settings.dialogNotices === 'boolean', 'true or false'],
    ['activity', ['visible', 'manual'].includes(settings.activity), "'visible' or 'manual'"],
    ...Object.entries(timeouts).map(([name, ms]): Check => [
      `timeouts.${name}`,
      isCount(ms, 1),
      'positive milliseconds',
    ]),
    [
      'reconnection.policy',
      isPolicy(settings.policy),
      '{ tries, delay(attempt), dormantDelay() }, as fixed() and exponential() make',
    ],
    ['maxStanzaBytes', isCount(settings.maxStanzaBytes, 1024), 'at least 1024'],
  ])
}
