import type { Dialog } from '../model/dialog.js'
import type { DialogId, EpochMs, MessageId, UserId } from '../model/ids.js'
import type { Json } from '../model/message.js'
import type { Choice, Comparison, Paging } from '../rest/query.js'

/** @inline */
export interface RoomFields {
  readonly name: string
  readonly description?: string
  /** A file uid, a URL or any text. */
  readonly photo?: string
  /** At most 5. */
  readonly adminIds?: readonly UserId[]
  /** At most 3 keys, those the dashboard allows. */
  readonly extensions?: Readonly<Record<string, string>>
  readonly permissions?: { readonly allowPreview: boolean }
  /** `class_name` and the fields of that class; deprecated in favour of `extensions`. */
  readonly data?: Readonly<Record<string, Json>>
}

/**
 * What `update` changes, all in one call; what is left out stays, the empty string clears `name`, `description` and
 * `photo`. Who may do what is the server's to say: `http`, 403.
 */
export interface DialogChanges extends Partial<Omit<RoomFields, 'adminIds' | 'extensions'>> {
  /** At most 3 keys; `null` removes all. */
  readonly extensions?: Readonly<Record<string, string>> | null
  /** Occupants change in group and public dialogs only. */
  readonly addOccupantIds?: readonly UserId[]
  readonly removeOccupantIds?: readonly UserId[]
  /** A dialog has at most 5 admins. */
  readonly addAdminIds?: readonly UserId[]
  readonly removeAdminIds?: readonly UserId[]
  readonly pinMessageIds?: readonly MessageId[]
  readonly unpinMessageIds?: readonly MessageId[]
}

/** What `create` takes; a broadcast dialog is refused, since only the dashboard creates those. */
export type NewDialog =
  | {
      readonly type: 'private'
      readonly occupantIds: readonly [UserId]
      readonly extensions?: Readonly<Record<string, string>>
    }
  | ({ readonly type: 'group'; readonly occupantIds: readonly UserId[] } & RoomFields)
  | ({ readonly type: 'public' } & RoomFields)
  | ({ readonly type: 'broadcast' } & RoomFields)

/** Which dialogs; all that is named has to hold. */
export interface DialogFilter {
  readonly id?: Choice<DialogId>
  readonly type?: Choice<Dialog['type']>
  /** `contains` is a case-sensitive part of the name. */
  readonly name?: string | { readonly contains: string }
  /** Dialogs with any of these users. */
  readonly occupantIds?: readonly UserId[]
  readonly lastMessageAt?: Comparison<EpochMs>
  readonly createdAt?: Comparison<EpochMs>
  readonly updatedAt?: Comparison<EpochMs>
  readonly extensions?: Readonly<Record<string, string>>
}

/** Which dialogs `dialogs.list` and `live.dialogs` ask for (`GET /chat/Dialog`), in which order, page by page. */
export interface DialogQuery extends Paging {
  readonly filter?: DialogFilter
  /** Default: the newest message first. */
  readonly sort?: { readonly by: 'lastMessageAt' | 'createdAt' | 'updatedAt'; readonly order: 'asc' | 'desc' }
}
