import type { Fields } from '../json.js'
import type { Element } from '../xml/index.js'

// Rows are plain JSON, so that the journal holds them as they are; times are epoch ms unless said otherwise.

type Ids = readonly number[]

interface Timed {
  readonly createdAt: number
  readonly updatedAt: number
}

export interface User extends Timed {
  readonly id: number
  readonly login: string | null
  readonly email: string | null
  readonly password: string
  /** What a user may write about himself (protocol 2.5). */
  readonly profile: Fields
  readonly isGuest: boolean
  /** The last sign-in or REST call; chat log-outs are kept apart. */
  readonly lastRequestAt: number
  /** The last chat log-out; null when never connected (protocol 3.15). */
  readonly lastSeenAt: number | null
}

/** A REST session (protocol 2.1); `id` is the token. Without a user it is an application session. */
export interface RestSession {
  readonly id: string
  readonly number: number
  readonly userId: number | null
  readonly createdAt: number
  readonly expiresAt: number
}

/** protocol 9, A1. */
export const DIALOG = { broadcast: 1, group: 2, private: 3, public: 4 } as const
export type DialogType = (typeof DIALOG)[keyof typeof DIALOG]

export interface Dialog extends Timed {
  readonly id: string
  readonly ownerId: number
  readonly type: DialogType
  /** name, description, photo, extensions, permissions, data: as written by the clients. */
  readonly settings: Fields
  readonly occupantIds: Ids
  readonly adminIds: Ids
  readonly pinnedIds: readonly string[]
  readonly hiddenFor: Ids
  readonly mutedBy: Ids
  readonly blockedIds: Ids
}

export interface Message extends Timed {
  readonly id: string
  readonly dialogId: string
  readonly body: string | null
  /** Unix seconds. */
  readonly dateSent: number
  readonly senderId: number
  readonly recipientId: number | null
  readonly readIds: Ids
  readonly deliveredIds: Ids
  readonly viewerIds: Ids
  readonly attachments: readonly Fields[]
  readonly params: Fields
  /** Who gave each emoji. */
  readonly reactions: Readonly<Record<string, Ids>>
  readonly deletedFor: Ids
  readonly editedAt: number | null
}

/** A file (protocol 5); its bytes are `Content` under the `uid`. */
export interface Blob extends Timed {
  readonly id: number
  readonly uid: string
  readonly ownerId: number
  readonly name: string
  readonly contentType: string
  readonly isPublic: boolean
  readonly size: number | null
  readonly completedAt: number | null
}

export interface Content {
  readonly id: string
  readonly base64: string
}

/** A push subscription (protocol 6). */
export interface Subscription {
  readonly id: number
  readonly userId: number
  readonly channel: string
  readonly udid: string
  readonly platform: string
  readonly token: Fields
}

/** An entry of an address book (protocol 7); `id` names user, device and phone. */
export interface Contact {
  readonly id: string
  readonly book: string
  readonly phone: string
  readonly name: string
}

/** The privacy lists of a user, who is `id`: each with its items in their order, and the name of the default (protocol 3.16). */
export interface PrivacyLists {
  readonly id: number
  readonly lists: readonly Element[]
  readonly chosen: string | null
}

/** What a user has of a contact (RFC 6121 2 and 3); `id` names both. */
export interface RosterItem {
  readonly id: string
  readonly userId: number
  readonly contactId: number
  readonly name: string | null
  readonly groups: readonly string[]
  /** Whether the user sees the contact, and the contact the user. */
  readonly to: boolean
  readonly from: boolean
  /** The user's own request is not answered yet. */
  readonly ask: boolean
  /** The contact's, as it came, until it is answered. */
  readonly request: Element | null
  /** False while there is such a request and nothing else: then it is no contact yet. */
  readonly listed: boolean
}

/** A stanza that waits for a user to come online (protocol 3.10). */
export interface Waiting {
  readonly id: number
  readonly userId: number
  readonly stanza: Element
}
