import type { ChatConfig, Settings } from './config.js'

const schemeOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).protocol : undefined)

const isLocal = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(new URL(url).hostname)

const areUrls = (urls: readonly string[], scheme: RegExp): boolean =>
  urls.length > 0 && urls.every((url) => scheme.test(schemeOf(url) ?? ''))

/** Checks one field: the complaint, or nothing. */
type Check = readonly [ok: boolean, complaint: string]

const isCount = (value: unknown, least: number): boolean => Number.isInteger(value) && Number(value) >= least

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isPolicy = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) && typeof value['delay'] === 'function' && typeof value['dormantDelay'] === 'function')

const isDomain = (value: unknown): boolean => typeof value === 'string' && /^[^\s/@:]+$/.test(value)

const fieldChecks = (config: ChatConfig, settings: Settings): readonly Check[] => {
  const {
    application,
    api,
    websocket,
    chat,
    tries,
    reconnectionTimeout,
    delivered,
    timeouts,
    maxStanzaBytes,
    resource,
    policy,
  } = settings
  const plain = websocket.some((url) => schemeOf(url) === 'ws:' && !isLocal(url)) && config.allowInsecure !== true
  return [
    [isCount(application.id, 1), 'application.id: expected a positive integer, from the dashboard'],
    [
      typeof application.authKey === 'string' && application.authKey !== '',
      'application.authKey: expected the text from the dashboard',
    ],
    [areUrls(api, /^https?:$/), 'endpoints.api: expected an http(s):// URL, or several'],
    [areUrls(websocket, /^wss?:$/), 'endpoints.websocket: expected a ws(s):// URL, or several'],
    [
      !plain,
      'endpoints.websocket: plain ws:// would show the password to the network; use wss://, or set allowInsecure',
    ],
    [isDomain(chat), 'endpoints.chat: expected a domain without scheme and port'],
    [
      isDomain(config.endpoints?.muc ?? chat) || !isDomain(chat),
      'endpoints.muc: expected a domain without scheme and port',
    ],
    [
      resource === undefined || (typeof resource === 'string' && resource !== ''),
      'resource: expected a text that is not empty',
    ],
    [isCount(tries, 0), 'reconnection.totalReconnections: expected 0 or a positive integer'],
    [isCount(reconnectionTimeout, 1), 'reconnection.reconnectionTimeout: expected positive milliseconds'],
    [['markable', 'always', 'never'].includes(delivered), "delivered: expected 'markable', 'always' or 'never'"],
    ...Object.entries(timeouts).map(([name, ms]): Check => [
      isCount(ms, 1),
      `timeouts.${name}: expected positive milliseconds`,
    ]),
    [
      isPolicy(policy),
      'reconnection.policy: expected { tries, delay(attempt), dormantDelay() }, as fixed() and exponential() make',
    ],
    [isCount(maxStanzaBytes, 1024), 'maxStanzaBytes: expected at least 1024'],
  ]
}

const complaints = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(([ok, complaint]) => (ok ? [] : [complaint]))

/** What is wrong with the groups of fields, which have to be objects: not every app is type-checked. */
export const groupComplaints = (config: unknown): readonly string[] => {
  const given = isRecord(config) ? config : {}
  const optional = ['endpoints', 'reconnection', 'timeouts', 'platform'].map((name): Check => [
    given[name] === undefined || isRecord(given[name]),
    `${name}: expected an object, or nothing`,
  ])
  return complaints([
    [isRecord(given['application']), 'application: expected { id, authKey } from the dashboard'],
    ...optional,
  ])
}

/** What is wrong with the fields, each named. */
export const fieldComplaints = (config: ChatConfig, settings: Settings): readonly string[] =>
  complaints(fieldChecks(config, settings))
