import type { Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'

/** Somebody on our list (RFC 6121 2.1). */
export interface RosterContact {
  readonly userId: UserId
  /** What we call the contact. */
  readonly name?: string
  readonly groups: readonly string[]
  /** Who sees whether the other is there: `to`, we do; `from`, the contact does. */
  readonly subscription: 'none' | 'to' | 'from' | 'both'
  /** Whether our request to see the contact is unanswered. */
  readonly pending: boolean
}

/** That a contact is there, as the most available of the contact's devices says it; who is away has none. */
export interface ContactPresence {
  readonly status: 'chat' | 'available' | 'away' | 'xa' | 'dnd'
  readonly text?: string
}

/** Somebody asks to see when we are there. */
export interface ContactRequest {
  readonly userId: UserId
  readonly text?: string
}

/** What becomes of a contact; `null` off the list. */
export interface ContactChange {
  readonly userId: UserId
  readonly contact: RosterContact | null
}

/** A contact comes, goes, or says something else of it; `null`: is away. */
export interface PresenceChange {
  readonly userId: UserId
  readonly presence: ContactPresence | null
}

/** What is kept of a contact, for us alone. */
export interface ContactDetails {
  readonly name?: string
  readonly groups?: readonly string[]
}

/** What our contacts see of us (RFC 6121 4.7.2). */
export interface OwnPresence {
  /** Nothing means available. */
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd'
  /** A word of our own on it. */
  readonly status?: string
}

/**
 * `chat.contacts`: a contact list kept by the server (RFC 6121), where it has one; on others `list$` is empty, which is told once on `issues$`.
 * Methods are cold, emit once, and fail with 'argument', 'link', 'timeout', or 'stanza' with what the server said.
 */
export interface Contacts {
  /** By user id; replays, never errors; empty until it is read over a link. Read and followed while it or `presence$` is subscribed. */
  readonly list$: Observable<readonly RosterContact[]>
  /** Which contacts are there; replays, never errors. Forgotten with the session in which it was told. */
  readonly presence$: Observable<Readonly<Record<UserId, ContactPresence>>>
  /** Who asks to see us and has no answer yet; replays, never errors. The server repeats them in every new session. */
  readonly requests$: Observable<readonly ContactRequest[]>
  /** Puts the user on the list and asks to see when he is there. */
  readonly add: (userId: UserId, details?: ContactDetails) => Observable<void>
  /** Changes what is named and keeps the rest; the empty string is no name. 'argument' for who is not on the list. */
  readonly update: (userId: UserId, details: ContactDetails) => Observable<void>
  /** Takes the user off the list; neither sees the other any more. */
  readonly remove: (userId: UserId) => Observable<void>
  /** Lets the user see when we are there. Completes when written. */
  readonly approve: (userId: UserId) => Observable<void>
  /** Does not let the user see it, or no longer. Completes when written. */
  readonly decline: (userId: UserId) => Observable<void>
  /** What our contacts see of us: written now or as soon as there is a link, and again in every new session of this user. */
  readonly setPresence: (presence: OwnPresence) => Observable<void>
  /** While `list$` or `presence$` is subscribed. Hot; replays nothing. */
  readonly changed$: Observable<ContactChange>
  /** While `list$` or `presence$` is subscribed. Hot; replays nothing. */
  readonly presenceChanged$: Observable<PresenceChange>
  /** Hot; replays nothing. */
  readonly requested$: Observable<ContactRequest>
}
