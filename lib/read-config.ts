import type { ChatConfig } from './config.js'
import { isCount, isText } from './errors/argument-error.js'
import { ChatError } from './errors/chat-error.js'
import { isRecord } from './model/is-record.js'

const servers = ({ api, websocket, chat = 'chat.connectycube.com', muc }: ChatConfig['endpoints'] = {}) => ({
  api: [api ?? 'https://api.connectycube.com'].flat(),
  websocket: typeof websocket === 'function' ? websocket : [websocket ?? 'wss://chat.connectycube.com:5291'].flat(),
  chat,
  muc: muc ?? `muc.${chat}`,
})

const filled = ({ reconnection = {}, timeouts = {}, ...config }: ChatConfig) => {
  const { policy, totalReconnections = 5, reconnectionTimeout = 5000 } = reconnection
  const { delivered = 'markable', activity = 'visible', dialogNotices = true, maxStanzaBytes = 262_144 } = config
  const allowInsecure = config.allowInsecure === true
  return {
    ...{ application: config.application, resource: config.resource, policy, reconnectionTimeout },
    ...{ delivered, activity, dialogNotices, maxStanzaBytes, allowInsecure },
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

/** What is wrong with a field that is not as it has to be. */
const issue = (field: string, holds: boolean, expected: string): readonly string[] =>
  holds ? [] : [`${field}: expected ${expected}`]

const oneOf = (field: string, value: unknown, ...allowed: readonly unknown[]): readonly string[] =>
  issue(field, allowed.includes(value), allowed.join(' or '))

const atLeast = (field: string, value: unknown, least: number): readonly string[] =>
  issue(field, isCount(value, least), `a whole number, ${String(least)} or more`)

const urlIssues = (urls: readonly string[], { allowInsecure }: Settings): readonly string[] => [
  ...issue('endpoints.websocket', areUrls(urls, /^wss?:$/), 'a ws(s):// URL, or several'),
  ...issue('endpoints.websocket', allowInsecure || !urls.some(isPlain), 'wss://, or allowInsecure for ws://'),
]

/** The groups of fields have to be objects: not every app is type-checked. */
const groupIssues = (config: unknown): readonly string[] => {
  const given = isRecord(config) ? config : {}
  const groups = ['endpoints', 'reconnection', 'timeouts', 'platform'].filter((name) => given[name] !== undefined)
  return ['application', ...groups].flatMap((name) => issue(name, isRecord(given[name]), 'an object'))
}

const fieldIssues = (settings: Settings): readonly string[] => {
  const { application, websocket, chat, resource, policy } = settings
  const domain = 'a domain without scheme and port'
  return [
    ...atLeast('application.id', application.id, 1),
    ...issue('application.authKey', isText(application.authKey), 'the text from the dashboard'),
    ...issue('endpoints.api', areUrls(settings.api, /^https?:$/), 'an http(s):// URL, or several'),
    ...(typeof websocket === 'function' ? [] : urlIssues(websocket, settings)),
    ...issue('endpoints.chat', isDomain(chat), domain),
    ...issue('endpoints.muc', isDomain(settings.muc) || !isDomain(chat), domain),
    ...issue('resource', resource === undefined || isText(resource), 'text that is not empty'),
    ...atLeast('reconnection.totalReconnections', settings.tries, 0),
    ...atLeast('reconnection.reconnectionTimeout', settings.reconnectionTimeout, 1),
    ...issue('reconnection.policy', policy === undefined || isPolicy(policy), 'what fixed() or exponential() makes'),
    ...oneOf('delivered', settings.delivered, 'markable', 'always', 'never'),
    ...oneOf('dialogNotices', settings.dialogNotices, true, false),
    ...oneOf('activity', settings.activity, 'visible', 'manual'),
    ...Object.entries(settings.timeouts).flatMap(([name, ms]) => atLeast(`timeouts.${name}`, ms, 1)),
    ...atLeast('maxStanzaBytes', settings.maxStanzaBytes, 1024),
  ]
}

const refuse = (issues: readonly string[]): void => {
  const message = `The configuration of createChat is not valid. ${issues.join('. ')}.`
  if (issues.length > 0) throw new ChatError('config', message, { issues })
}

/** Checks addresses that a function gave as those of the configuration are. Throws `ChatError` ('config'). */
export const readUrls =
  (settings: Settings) =>
  (urls: readonly string[]): readonly string[] => {
    refuse(Array.isArray(urls) ? urlIssues(urls, settings) : ['endpoints.websocket: expected a list of URLs'])
    return urls
  }

/** Fills the defaults and checks all fields at once. Throws `ChatError` ('config') that names every wrong one, and no value. */
export const readConfig = (config: ChatConfig): Settings => {
  refuse(groupIssues(config))
  const settings = filled(config)
  refuse(fieldIssues(settings))
  // As the domains of incoming JIDs are read.
  return { ...settings, chat: settings.chat.toLowerCase(), muc: settings.muc.toLowerCase() }
}
