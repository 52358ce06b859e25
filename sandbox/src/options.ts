export type ResumeMode = 'grant' | 'refuse' | 'ignore'

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
  /** A session whose `<r/>` stays unanswered this long counts as cut (ms, default 30 000). */
  readonly ackTimeoutMs?: number
}

export interface Settings {
  readonly host: string
  readonly appId: number
  readonly authKey: string
  readonly chat: string
  readonly muc: string
  readonly tokenTtlMs: number
  readonly smAcks: boolean
  readonly resumeWindowMs: number
  readonly ackTimeoutMs: number
  readonly autoCreateUsers: boolean
  readonly frames: boolean
}

export const settingsOf = (options: SandboxOptions): Settings => ({
  host: options.host ?? '127.0.0.1',
  appId: 1,
  authKey: 'sandbox',
  chat: 'chat.localhost',
  muc: 'muc.chat.localhost',
  tokenTtlMs: options.tokenTtlMs ?? 7_200_000,
  smAcks: options.smAcks ?? true,
  resumeWindowMs: options.resume?.windowMs ?? 60_000,
  ackTimeoutMs: options.ackTimeoutMs ?? 30_000,
  autoCreateUsers: options.autoCreateUsers ?? true,
  frames: options.frames ?? false,
})
