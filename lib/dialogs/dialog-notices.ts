import { catchError, defer, distinctUntilChanged, map, merge, of, share, Subject, switchMap, tap } from 'rxjs'
import type { Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Dialog } from '../model/dialog.js'
import type { DialogId, UserId } from '../model/ids.js'
import { same } from '../model/same.js'
import { defineSystemMessage, type SystemMessage, type SystemMessageKind } from '../model/system-message.js'
import { dialogIdOf } from '../rest/arguments.js'
import { at, built, id, model, optional, reader } from '../rest/codecs.js'
import type { DialogsApi } from './create-dialogs.js'

/** What somebody did to a dialog, ourselves too. It carries no dialog: `dialogs.get(dialogId)` has it. */
export interface DialogChange {
  /** `removed`: we were taken out of it, or `userId` left it. `updated`: by this device, anything but its removal. */
  readonly type: 'created' | 'added' | 'participants-added' | 'participants-removed' | 'removed' | 'updated'
  readonly dialogId: DialogId
  /** Who did it. */
  readonly userId: UserId
  /** To whom, where it was done to participants. */
  readonly userIds?: readonly UserId[]
}

type Notice = Omit<DialogChange, 'userId' | 'type'> & { readonly type: Exclude<DialogChange['type'], 'updated'> }
type Kind = SystemMessageKind<Notice>

const idList = reader('user ids', (value) => {
  const ids = typeof value === 'string' ? value.split(',').map(Number) : []
  return ids.length > 0 && ids.every((one) => Number.isSafeInteger(one) && one > 0) ? ids : undefined
})

/** One notice of protocol 3.13; `list` is the param that says who was added or removed. */
const notice = (type: Notice['type'], name: string, list = ''): Kind => {
  const userIds = at(list, list === '' ? optional(idList) : idList)
  const wire = model('notice', { dialogId: at('dialogId', id), userIds })
  return defineSystemMessage(name, {
    decode: (params) => built('notice', wire, (value): Notice => ({ type, ...value })).decode(params),
    encode: ({ dialogId, userIds }) => ({ dialogId, ...(userIds && { [list]: userIds.join() }) }),
  })
}

const kinds: Readonly<Record<Notice['type'], Kind>> = {
  created: notice('created', 'dialog/NEW_DIALOG'),
  added: notice('added', 'dialog/ADDED_TO_DIALOG'),
  'participants-added': notice('participants-added', 'dialog/ADD_PARTICIPANTS', 'addedParticipantsIds'),
  'participants-removed': notice('participants-removed', 'dialog/REMOVE_PARTICIPANTS', 'removedParticipantsIds'),
  removed: notice('removed', 'dialog/REMOVED_FROM_DIALOG'),
}

export interface DialogNoticesDeps {
  readonly dialogs: Pick<DialogsApi, 'create' | 'update' | 'remove' | 'list'>
  readonly receive: (kind: Kind) => Observable<Pick<SystemMessage, 'senderId'> & { readonly value: Notice }>
  readonly tell: (kind: Kind, userId: UserId, value: Notice) => void
  readonly userId: () => UserId | undefined
  /** Who tells; `undefined` while there is nobody to tell by: no link, or notices are switched off. */
  readonly teller: () => UserId | undefined
}

/** `chat.dialogs` where it tells the others, and hears of them. */
export interface DialogNotices extends Pick<DialogsApi, 'create' | 'update' | 'remove'> {
  /**
   * What others did to dialogs, our other devices, and `create`, `update` and `remove` of this one. Hot; replays nothing. What
   * others do is a convention of ConnectyCube's apps, not of its servers: who is offline, or changes dialogs
   * by REST alone, is not heard.
   */
  readonly changed$: Observable<DialogChange>
}

/** Creates the part of `chat.dialogs` that tells and hears. */
export const createDialogNotices = (deps: DialogNoticesDeps): DialogNotices => {
  const { dialogs, receive, tell, teller } = deps
  const own$ = new Subject<DialogChange>()
  const did = (type: DialogChange['type'], dialogId: DialogId): void =>
    own$.next({ type, dialogId, userId: deps.userId() ?? 0 })
  const tellAll = (to: readonly UserId[], value: Notice): void => {
    const own = teller()
    for (const userId of own === undefined ? [] : to) if (userId !== own) tell(kinds[value.type], userId, value)
  }
  /** Who was in the rooms, while that can still be asked. */
  const occupied = (rooms: readonly DialogRef[]): Observable<readonly Dialog[]> => {
    const ids = rooms.filter(({ type }) => type !== 'private').map(dialogIdOf)
    if (ids.length === 0 || teller() === undefined) return of([])
    return dialogs.list({ filter: { id: { in: ids } } }).pipe(
      map(({ items }) => items),
      catchError(() => of([])),
    )
  }
  const heard$ = merge(...Object.values(kinds).map(receive)).pipe(
    map(({ value, senderId: userId }): DialogChange => ({ ...value, userId })),
    // Our other device told everybody in person, and each of these comes as a copy.
    distinctUntilChanged<DialogChange>(same),
    tap({ complete: () => own$.complete() }),
  )
  return {
    create: (dialog) =>
      dialogs.create(dialog).pipe(
        tap(({ dialogId, occupantIds }) => {
          tellAll(occupantIds, { type: 'created', dialogId })
          did('created', dialogId)
        }),
      ),
    update: (dialog, changes) =>
      dialogs.update(dialog, changes).pipe(
        tap(({ dialogId, occupantIds }) => {
          const added = (changes.addOccupantIds ?? []).filter((one) => occupantIds.includes(one))
          const gone = (changes.removeOccupantIds ?? []).filter((one) => !occupantIds.includes(one))
          const others = occupantIds.filter((one) => !added.includes(one))
          tellAll(added, { type: 'added', dialogId })
          tellAll(gone, { type: 'removed', dialogId })
          if (added.length > 0) tellAll(others, { type: 'participants-added', dialogId, userIds: added })
          if (gone.length > 0) tellAll(others, { type: 'participants-removed', dialogId, userIds: gone })
          did('updated', dialogId)
        }),
      ),
    remove: (refs, options) =>
      defer(() => occupied([refs].flat())).pipe(
        switchMap((rooms) =>
          dialogs.remove(refs, options).pipe(
            tap((removal) => {
              for (const { dialogId, occupantIds } of rooms)
                if (removal.removed.includes(dialogId)) tellAll(occupantIds, { type: 'removed', dialogId })
              for (const dialogId of removal.removed) did('removed', dialogId)
            }),
          ),
        ),
      ),
    changed$: merge(own$, heard$).pipe(share()),
  }
}
