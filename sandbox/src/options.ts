import type { Fields } from './json.js'

export const RESUME_MODES = ['grant', 'refuse', 'ignore'] as const
export type ResumeMode = (typeof RESUME_MODES)[number]

export interface SandboxUser {
  readonly id?: number
  readonly login: string
  readonly password: string
  readonly fullName?: string
}

export interface SandboxOptions {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Users known from the start; others are made on their first sign-in. */
  readonly users?: readonly SandboxUser[]
  /** Life of a REST session in ms, renewed by every request; default 2 h. */
  readonly tokenTtlMs?: number
  /** Whether the server asks for acknowledgements (`<r/>`) after its stanzas; default true. */
  readonly smAcks?: boolean
  /** Stream resumption: mode (default grant) and how long a cut session is kept (ms, default 60 000). */
  readonly resume?: { readonly mode?: ResumeMode; readonly windowMs?: number }
  /** Make unknown users on sign-in (protocol 2.1); default true. */
  readonly autoCreateUsers?: boolean
  /** Record every frame per user for asserts; default false. */
  readonly frames?: boolean
  /** A JSON-lines file that keeps the state over restarts and kill -9; default: memory only. */
  readonly data?: string
  /** Verifies `signature` where a client sends one (protocol 2.1); default `sandbox-secret`. */
  readonly authSecret?: string
  /**
   * Stands for facebook, twitter, firebase_phone, firebase_email and, as `custom`, your own identity provider: the
   * profile fields that identify the user of a token, or nothing to refuse it. Default: refuses tokens that start with `bad`.
   */
  readonly provider?: (provider: string, token: string) => Fields | undefined
  /** Unknown logins are tokens of your own identity provider (protocol 2.4); default false. */
  readonly customIdentity?: boolean
  /** Allow `GET /users` of the first version, which new applications have switched off (protocol 2.5); default false. */
  readonly usersV1?: boolean
  /** A session whose `<r/>` stays unanswered this long counts as cut (ms, default 30 000). */
  readonly ackTimeoutMs?: number
}

/** What each provider tells of a user; the token stands for the account. */
const IDENTITY: Readonly<Record<string, string>> = {
  facebook: 'facebook_id',
  twitter: 'twitter_id',
  firebase_phone: 'phone',
  firebase_email: 'email',
  custom: 'external_id',
}

const acceptUnlessBad = (provider: string, token: string): Fields | undefined => {
  const field = IDENTITY[provider]
  return field === undefined || token.startsWith('bad') ? undefined : { [field]: token }
}

const DEFAULTS = {
  host: '127.0.0.1',
  appId: 1,
  authKey: 'sandbox',
  authSecret: 'sandbox-secret',
  chat: 'chat.localhost',
  muc: 'muc.chat.localhost',
  tokenTtlMs: 7_200_000,
  smAcks: true,
  ackTimeoutMs: 30_000,
  autoCreateUsers: true,
  customIdentity: false,
  usersV1: false,
  frames: false,
  provider: acceptUnlessBad,
}

export interface Settings extends Readonly<typeof DEFAULTS> {
  readonly resumeWindowMs: number
  readonly data?: string
}

export const settingsOf = ({ resume, port: _port, users: _users, ...options }: SandboxOptions): Settings => ({
  ...DEFAULTS,
  ...options,
  resumeWindowMs: resume?.windowMs ?? 60_000,
})
