import { ChatError } from './errors/chat-error.js'
import type { Platform } from './platform/platform.js'
import type { ReconnectPolicy } from './rx/policies.js'

/** What `createChat` takes. Times are milliseconds. */
export interface ChatConfig {
  /** From the dashboard of the application. */
  readonly application: { readonly id: number; readonly authKey: string }
  /** Where the servers are. Default: the ConnectyCube cloud. */
  readonly endpoints?: {
    /** REST base URL. @default 'https://api.connectycube.com' */
    readonly api?: string
    /** XMPP over WebSocket (RFC 7395). @default 'wss://chat.connectycube.com:5291' */
    readonly websocket?: string
    /** The XMPP domain. @default 'chat.connectycube.com' */
    readonly chat?: string
    /** The domain of rooms. @default 'muc.' before the XMPP domain */
    readonly muc?: string
  }
  /** How a lost link is brought back. */
  readonly reconnection?: {
    /** Tries before it goes dormant; 0 means that the app does it all. @default 5 */
    readonly totalReconnections?: number
    /** Between two tries, ± 20 %; the first one is immediate. @default 5000 */
    readonly reconnectionTimeout?: number
    /** Replaces both. */
    readonly policy?: ReconnectPolicy
  }
  /** When the author is told that a message arrived, without a call. @default 'markable': if the author asked for it */
  readonly delivered?: 'markable' | 'always' | 'never'
  /** Names this device among the user's; must be unlike those of other tabs and devices. @default a random one per chat */
  readonly resource?: string
  readonly timeouts?: {
    /** A REST call, retries included. @default 30000 */
    readonly rest?: number
    /** The answer to an iq. @default 10000 */
    readonly request?: number
    /** The whole handshake; ejabberd may take 15 s over a resumption. @default 20000 */
    readonly handshake?: number
    /** The answer to a probe or an acknowledgement request; then the link is given up. @default 6000 */
    readonly answer?: number
    /** Silence after which the link is probed. @default 12000 */
    readonly silence?: number
  }
  /** What the server takes in one stanza, in bytes; larger messages fail before they are sent. @default 262144 */
  readonly maxStanzaBytes?: number
  /** Lets a password travel over plain `ws://` to other hosts than this one. @default false */
  readonly allowInsecure?: boolean
  /** Replaces what is taken from the surroundings: sockets, clock, network and visibility, ids, fetch. */
  readonly platform?: Partial<Platform>
}

/** The configuration with every default filled in. */
export interface Settings {
  readonly application: ChatConfig['application']
  readonly api: string
  readonly websocket: string
  readonly chat: string
  readonly muc: string
  readonly tries: number
  readonly reconnectionTimeout: number
  readonly policy: ReconnectPolicy | undefined
  readonly delivered: 'markable' | 'always' | 'never'
  readonly resource: string | undefined
  readonly timeouts: Required<NonNullable<ChatConfig['timeouts']>>
  readonly maxStanzaBytes: number
}

const schemeOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).protocol : undefined)

const isLocal = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(new URL(url).hostname)

/** Checks one field: the complaint, or nothing. */
type Check = readonly [ok: boolean, complaint: string]

const isCount = (value: unknown, least: number): boolean => Number.isInteger(value) && Number(value) >= least

const isDomain = (value: unknown): boolean => typeof value === 'string' && /^[^\s/@:]+$/.test(value)

const checks = (config: ChatConfig, settings: Settings): readonly Check[] => {
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
  } = settings
  const plain = schemeOf(websocket) === 'ws:' && !isLocal(websocket) && config.allowInsecure !== true
  return [
    [isCount(application.id, 1), 'application.id: expected a positive integer, from the dashboard'],
    [
      typeof application.authKey === 'string' && application.authKey !== '',
      'application.authKey: expected the text from the dashboard',
    ],
    [/^https?:$/.test(schemeOf(api) ?? ''), 'endpoints.api: expected an http(s):// URL'],
    [/^wss?:$/.test(schemeOf(websocket) ?? ''), 'endpoints.websocket: expected a ws(s):// URL'],
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
    [Object.values(timeouts).every((ms) => isCount(ms, 1)), 'timeouts: expected positive milliseconds'],
    [isCount(maxStanzaBytes, 1024), 'maxStanzaBytes: expected at least 1024'],
  ]
}

const filled = (config: ChatConfig): Settings => {
  const { endpoints = {}, reconnection = {}, timeouts = {} } = config
  const chat = endpoints.chat ?? 'chat.connectycube.com'
  return {
    application: config.application,
    api: endpoints.api ?? 'https://api.connectycube.com',
    websocket: endpoints.websocket ?? 'wss://chat.connectycube.com:5291',
    chat,
    muc: endpoints.muc ?? `muc.${chat}`,
    tries: reconnection.policy?.tries ?? reconnection.totalReconnections ?? 5,
    reconnectionTimeout: reconnection.reconnectionTimeout ?? 5000,
    policy: reconnection.policy,
    delivered: config.delivered ?? 'markable',
    resource: config.resource,
    timeouts: { rest: 30_000, request: 10_000, handshake: 20_000, answer: 6000, silence: 12_000, ...timeouts },
    maxStanzaBytes: config.maxStanzaBytes ?? 262_144,
  }
}

const invalid = (issues: readonly string[]): ChatError =>
  new ChatError('config', `The configuration of createChat is not valid. ${issues.join('. ')}.`, { issues })

/** Not every app is type-checked. */
const hasApplication = (config: unknown): boolean =>
  typeof config === 'object' &&
  config !== null &&
  'application' in config &&
  typeof config.application === 'object' &&
  config.application !== null

/** Fills the defaults and checks all fields at once. Throws `ChatError` ('config') that names every wrong one, and no value. */
export const readConfig = (config: ChatConfig): Settings => {
  if (!hasApplication(config)) throw invalid(['application: expected { id, authKey } from the dashboard'])
  const settings = filled(config)
  const issues = checks(config, settings).flatMap(([ok, complaint]) => (ok ? [] : [complaint]))
  if (issues.length > 0) throw invalid(issues)
  return settings
}
