import type { Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { IqStanza, PresenceStanza, Stanza } from '../model/stanza.js'

/** What `withContacts` is given of the chat. */
export interface ContactsDeps {
  /** Whose contacts these are: the user of the link or, while there is none, of the next or last one. */
  readonly userId: () => UserId | undefined
  /** Between user ids and JIDs. */
  readonly addresses: {
    /** The bare JID of a user. */
    readonly userJid: (userId: UserId) => string
    /** Who is meant by a JID: a user of this application, or somebody else. */
    readonly parse: (
      jid: string | undefined,
    ) =>
      | { readonly type: 'user'; readonly userId: UserId; readonly resource: string }
      | { readonly type: 'room' | 'other' }
  }
  /** The link that is up, if one is. */
  readonly link: () => {
    /** Writes at once; silent when the link is dead. */
    readonly write: (stanza: Stanza) => void
  } | null
  /** `chat.connection.send`. Cold; completes when written. Errors: 'link'. */
  readonly send: (stanza: Stanza) => Observable<void>
  /** Reads or writes the list on the server: one iq, one answer. Cold. Errors: 'link', 'timeout', 'stanza', 'closed'. */
  readonly request: (iq: { readonly type: 'get' | 'set' } & Pick<IqStanza, 'roster'>) => Observable<IqStanza>
  /** Every presence stanza. Hot. */
  readonly presence$: Observable<PresenceStanza>
  /** What the server tells by itself, from who may send it. Hot. */
  readonly push$: Observable<IqStanza>
  /** When the list is to be read; emits whether another user is connected than before. Cold. */
  readonly session$: Observable<boolean>
  /** The link can be used; emits whether in a new session, in which presence is out. Hot. */
  readonly usable$: Observable<boolean>
  /** What was told in the session is true no more. Hot. */
  readonly over$: Observable<unknown>
  /** Tells a problem in `chat.issues$`. */
  readonly report: (problem: string) => void
}
