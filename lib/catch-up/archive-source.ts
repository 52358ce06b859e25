import { defer, EMPTY, expand, map, type Observable } from 'rxjs'
import type { Archive } from '../archive/create-archive.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { ArchivedMessage } from '../model/stanza.js'
import type { CatchUpSource, Missed } from './catch-up-source.js'
import type { OpenGap } from './gap.js'

export interface ArchiveSourceDeps<T> {
  readonly page: Archive['page']
  /** What an archived message tells, unless it was told before. */
  readonly heard: (item: ArchivedMessage) => T | undefined
  /** The rooms the user is in: each has an archive of its own. */
  readonly rooms: () => readonly DialogRef[]
  /** Whether anybody listens. */
  readonly wanted: () => boolean
}

/** Pages that are read at once. */
const most = 10

/** What was missed, as a server's own archives tell it: that of all private dialogs in one piece, then those of the rooms. */
export const archiveSource = <T extends { readonly dialog: DialogRef }>({
  page,
  heard,
  rooms,
  wanted,
}: ArchiveSourceDeps<T>): CatchUpSource<T> => {
  const isOf = (gap: OpenGap, { dialog }: T): boolean =>
    gap.dialog === null ? dialog.type === 'private' : dialogKey(dialog) === dialogKey(gap.dialog)
  const next = (gap: OpenGap): Observable<Missed<T>> =>
    page(gap.dialog, { start: gap.since, behind: gap.behind }).pipe(
      map(({ items, last: behind, hasMore }) => ({
        dialogs: [],
        messages: items.flatMap((item) => heard(item) ?? []).filter((one) => isOf(gap, one)),
        left: { ...gap, behind },
        hasMore,
      })),
    )
  return {
    isLimited: false,
    apart: rooms,
    read: (gap) =>
      defer(() => (wanted() ? next(gap) : EMPTY)).pipe(
        expand(({ left, hasMore }, index) => (hasMore && index < most - 1 ? next(left) : EMPTY)),
      ),
  }
}
