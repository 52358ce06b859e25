import type { ResumeMode } from '../../sandbox/src/index.js'
import type { ChatConfig } from '../../lib/index.js'
import type { XmppServer } from '../../scripts/servers/xmpp-server.js'
import type { Enter } from './party.js'
import { sandboxSite, type OpenSite } from './site.js'

/** What happens to the links while the messages are said. */
export interface Weather {
  readonly name: string
  /** Whose links are reset. */
  readonly hit: 'sender' | 'receiver' | 'both'
  /** ms between two resets, by the clock */
  readonly every: number
  /** Extra ms each way. */
  readonly latency: number
  readonly messages: number
  readonly perSecond: number
}

/** One run of the matrix. */
export interface Row {
  readonly sdk: string
  readonly server: string
  readonly weather: Weather
  readonly seed: number
  readonly open: OpenSite
  readonly enter: Enter
  readonly config: Partial<ChatConfig>
}

const steady = { messages: 600, perSecond: 20, latency: 0, every: 1000 }

export const weathers: readonly Weather[] = [
  { ...steady, name: 'sender, 1 s', hit: 'sender' },
  { ...steady, name: 'receiver, 1 s', hit: 'receiver' },
  { ...steady, name: 'both, 1 s', hit: 'both' },
  { ...steady, name: 'both, 2 s, 35 ms each way', hit: 'both', every: 2000, latency: 35 },
]

/** Resets in a burst: on a busy machine the link is hardly back when the next one comes. */
export const bursts: Weather = {
  name: 'both, 0.25 s, 50 a second',
  hit: 'both',
  every: 250,
  latency: 0,
  messages: 300,
  perSecond: 50,
}

/** Comes back at once, however often: resets by the clock are faster than the default policy takes a link for stable. */
const quick: Partial<ChatConfig> = { reconnection: { totalReconnections: 1000, reconnectionTimeout: 20 } }

/** ms for a handshake that gets no answer to its resumption; the default would outlast every weather. */
const handshakeIn = ({ latency }: Weather): number => 300 + 15 * latency

export interface Measured {
  readonly sdk: string
  readonly enter: Enter
}

const numbered = (first: number, rows: readonly Omit<Row, 'seed'>[]): Row[] =>
  rows.map((row, index) => ({ ...row, seed: first + index }))

/** The same once more with every default: a link that does not last 0.5 s uses up one of five tries. */
const byDefault: Weather = { ...steady, name: 'both, 1 s, default settings', hit: 'both' }

export const sandboxRows = (
  measured: Measured,
  modes: readonly ResumeMode[] = ['grant', 'refuse', 'ignore'],
): Row[] => {
  const inMode = (mode: ResumeMode) => ({
    ...measured,
    server: `sandbox, resumption: ${mode}`,
    open: sandboxSite(mode),
  })
  const rows = modes.flatMap((mode) =>
    weathers.map((weather) => {
      const timeouts = mode === 'ignore' ? { timeouts: { handshake: handshakeIn(weather) } } : {}
      return { ...inMode(mode), weather, config: { ...quick, ...timeouts } }
    }),
  )
  return numbered(100, [...rows, { ...inMode('grant'), weather: byDefault, config: {} }])
}

export const serverRows = (measured: Measured, name: XmppServer['name'], open: OpenSite): Row[] => {
  const on = { ...measured, server: name, open }
  const rows = [...weathers, bursts].map((weather) => ({ ...on, weather, config: quick }))
  return numbered(name === 'ejabberd' ? 200 : 300, [...rows, { ...on, weather: byDefault, config: {} }])
}
