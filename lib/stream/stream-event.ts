import type { Stanza } from '../model/stanza.js'

/** A stream that is up, until the attempt ends. */
export interface Link {
  /** Our own full JID. */
  readonly jid: string
  /** Whether the server still had our session: nothing has to be set up again. */
  readonly resumed: boolean
  /** Whether the server surely kept what came for us meanwhile: it resumed the session, and at once. */
  readonly contiguous: boolean
  /** Counts and writes. Silent when the link is dead: the stanza then is among those lost or replayed. */
  readonly write: (stanza: Stanza) => void
  /** Asks the server to show that it is there. */
  readonly probe: () => void
  /** Tells whether the user looks (XEP-0352), to a server that offers to be told; forgotten at every resumption. */
  readonly setClientState: (state: 'active' | 'inactive') => void
  /** Says good-bye: the server ends the session instead of keeping it for a resumption. */
  readonly close: () => void
}

export type StreamEvent =
  | { readonly type: 'authenticated' }
  /** Unless the link was resumed, what earlier sessions wrote and the server never acknowledged is lost. */
  | { readonly type: 'up'; readonly link: Link }
  | { readonly type: 'stanza'; readonly stanza: Stanza }
  | { readonly type: 'acknowledged'; readonly stanzas: readonly Stanza[] }
  | { readonly type: 'refused'; readonly problem: string }
  /** A frame came that tells nothing else: the link lives. */
  | { readonly type: 'traffic' }
