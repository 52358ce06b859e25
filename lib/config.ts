import type { UrlsSource } from './connection/chat-urls.js'
import type { Platform } from './platform/platform.js'
import type { ReconnectPolicy } from './rx/policies.js'

/** What `createChat` takes. Times are milliseconds. */
export interface ChatConfig {
  /** From the dashboard of the application. */
  readonly application: { readonly id: number; readonly authKey: string }
  /** Where the servers are. Default: the ConnectyCube cloud. */
  readonly endpoints?: {
    /**
     * REST base URL; of several the next is tried where one does not answer, or with 502 or 503, and kept to while it works.
     * @default 'https://api.connectycube.com'
     */
    readonly api?: string | readonly string[]
    /**
     * XMPP over WebSocket (RFC 7395); several are tried in order, each is kept to while it works, and the next is tried at
     * once where one refuses, dies or says nothing for 5 s. A function is asked for them anew at every attempt, in the order
     * in which they are to be tried; while it gives none for 3 s, or no URLs, those it gave before are used.
     * @default 'wss://chat.connectycube.com:5291'
     */
    readonly websocket?: string | UrlsSource
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
  /** When the author is told that a message arrived, without a call. Not kept over a reload. @default 'markable': if the author asked for it */
  readonly delivered?: 'markable' | 'always' | 'never'
  /** Whether the others learn at once, by system messages, of dialogs that are created, changed and left here. @default true */
  readonly dialogNotices?: boolean
  /**
   * Whether the server is told when the page is hidden and seen again, so that it sends push notifications meanwhile:
   * `manual` leaves it to `activity.markActive` and `markInactive`. @default 'visible'
   */
  readonly activity?: 'visible' | 'manual'
  /** Names this device among the user's; must be unlike those of other tabs and devices. @default one per tab, kept over a reload */
  readonly resource?: string
  /** How long is waited for what, in ms. */
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
