import type { Observable } from 'rxjs'
import type { Dialog } from '../model/dialog.js'
import type { DialogId, EpochMs, UserId } from '../model/ids.js'
import type { Json } from '../model/message.js'
import type { Page } from '../model/page.js'

interface RoomFields {
  readonly name: string
  readonly description?: string
  /** A file uid, a URL or any text. */
  readonly photo?: string
  /** At most 5. */
  readonly adminIds?: readonly UserId[]
  /** At most 3 keys, those the dashboard allows. */
  readonly extensions?: Readonly<Record<string, string>>
  readonly permissions?: { readonly allowPreview: boolean }
  /** Deprecated in favour of `extensions`. */
  readonly data?: Readonly<Record<string, Json>>
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

/** A value, or comparisons that must all hold. */
export type Comparison<T> =
  T | { readonly lt?: T; readonly lte?: T; readonly gt?: T; readonly gte?: T; readonly ne?: T }
/** A value, or lists it must or must not be in. */
export type Choice<T> = T | { readonly in?: readonly T[]; readonly nin?: readonly T[]; readonly ne?: T }

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

export interface DialogQuery {
  readonly filter?: DialogFilter
  /** Default: the newest message first. */
  readonly sort?: { readonly by: 'lastMessageAt' | 'createdAt' | 'updatedAt'; readonly order: 'asc' | 'desc' }
  /** From 1 to 100, default 100. */
  readonly limit?: number
  /** How many to pass over, default 0. */
  readonly skip?: number
}

/** `chat.dialogs`. */
export interface DialogsApi {
  /**
   * Creates a dialog (`POST /chat/Dialog`); a private one that exists already is returned. Cold; emits the dialog and
   * completes. Errors: `argument` before any request, `session`, and those of every REST call.
   */
  readonly create: (dialog: NewDialog) => Observable<Dialog>
  /** The user's dialogs (`GET /chat/Dialog`), one page. Cold. */
  readonly list: (query?: DialogQuery) => Observable<Page<Dialog>>
}

/** What the composition root needs beyond the public namespace. */
export interface Dialogs extends DialogsApi {
  /** The id of the private dialog with `opponentId`, which is created when it is missing. Cold. */
  readonly privateDialogId: (opponentId: UserId) => Observable<DialogId>
}
