/** What to start. Every account gets the same password; names are XMPP node parts such as `101-1`. */
export interface ServerOptions {
  readonly users?: readonly string[]
  /** The XMPP domain, `chat.localhost` unless told. Rooms live on `muc.` + domain. */
  readonly domain?: string
  /** `passw0rd-of-all` unless told. */
  readonly password?: string
  /** How long a lost session waits for its resumption, in seconds (120 unless told). */
  readonly resumeSeconds?: number
  /** Whether ejabberd keeps an archive (false unless told); Prosody always does. */
  readonly archive?: boolean
}

/** A real XMPP server in a scratch directory, bound to loopback only. */
export interface XmppServer {
  readonly name: 'ejabberd' | 'prosody'
  /** RFC 7395 endpoint, `ws://127.0.0.1:<port>/…`. */
  readonly url: string
  readonly host: '127.0.0.1'
  readonly port: number
  readonly domain: string
  readonly mucDomain: string
  readonly pid: number
  /** Adds one more account; an existing one is left as it is. */
  readonly register: (user: string) => Promise<void>
  /** Throws `ServerDied`, with the end of the server's log, when the process is gone. */
  readonly assertAlive: () => void
  /** Ends the process, waits until it is gone and removes its files. Rejects with `ServerDied` when it was gone before. */
  readonly stop: () => Promise<void>
}

export interface ResolvedOptions extends Required<ServerOptions> {
  readonly mucDomain: string
}

export function resolveOptions(options: ServerOptions): ResolvedOptions {
  const domain = options.domain ?? 'chat.localhost'
  return {
    users: options.users ?? [],
    domain,
    mucDomain: `muc.${domain}`,
    password: options.password ?? 'passw0rd-of-all',
    resumeSeconds: options.resumeSeconds ?? 120,
    archive: options.archive ?? false,
  }
}
