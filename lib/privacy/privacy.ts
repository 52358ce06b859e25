import type { Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { PrivacyListItem, PrivacyListItems } from './privacy-list.js'

/** A privacy list as ConnectyCube uses them (XEP-0016): what it says of each user. */
export interface PrivacyList {
  readonly name: string
  /** One for each user, in the order in which they are looked at. */
  readonly items: PrivacyListItems
}

/** Which privacy lists there are, and which are in force. */
export interface PrivacyListNames {
  /** In force in this session, before the default one. */
  readonly active: string | null
  /** In force in every session without an active one, and while we are away. */
  readonly default: string | null
  readonly all: readonly string[]
}

/** What `update` changes: entries that are added or take the place of the user's former one, and users to be left out. */
export interface PrivacyListChanges {
  readonly set?: readonly PrivacyListItem[]
  readonly remove?: readonly UserId[]
}

/**
 * `chat.privacy` (XEP-0016): who may reach us. Most apps need `block`, `unblock` and `blocked$` only.
 *
 * Methods are cold and emit once; errors are 'argument', 'link', 'timeout', and 'stanza' with what the server said
 * (`item-not-found`: no such list; `conflict`: another device uses it). Those that change something have their turn one
 * after the other, and what has begun is finished although its subscriber leaves: a list that had to be declined for a change is
 * put back whatever happens, if the link is lost then over the next one.
 */
export interface Privacy {
  /** Keeps the user from reaching us and, unless `mutual` is false, us from reaching the user. Adds to the list in force, or to one called `blocked` that becomes the default. */
  readonly block: (userId: UserId, options?: { readonly mutual?: boolean }) => Observable<void>
  /** Takes the user off the list in force. A list with nobody left is removed. */
  readonly unblock: (userId: UserId) => Observable<void>
  /** Whom the list in force denies; replays, never errors; empty until it is read over a link. Shared while subscribed. */
  readonly blocked$: Observable<readonly UserId[]>
  /** Creates the list, or replaces it as a whole. At least one item, each user once. It has no effect before it is the default or active. */
  readonly create: (name: string, items: readonly PrivacyListItem[]) => Observable<void>
  /** What a list says. */
  readonly get: (name: string) => Observable<PrivacyList>
  /** Which lists there are. */
  readonly names: () => Observable<PrivacyListNames>
  /** Changes some entries of a list and keeps all others as they are, also those of other clients. A list with nothing left is removed. */
  readonly update: (name: string, changes: PrivacyListChanges) => Observable<void>
  /** Removes the list; declines it first where it is the default. */
  readonly remove: (name: string) => Observable<void>
  /** Puts a list in force for all devices. */
  readonly setDefault: (name: string) => Observable<void>
  /** Puts no list in force by default; all lists stay. */
  readonly declineDefault: () => Observable<void>
  /** Puts a list in force for this session, until it ends. */
  readonly setActive: (name: string) => Observable<void>
  /** Goes back to the default list in this session. */
  readonly declineActive: () => Observable<void>
  /** A list was changed, by this or another device. Hot; replays nothing. ejabberd does not tell of a `remove` by another device. */
  readonly changed$: Observable<{ readonly name: string }>
}
