import { catchError, defer, of, tap, type Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'
import type { CatchUpSource } from './catch-up-source.js'
import { advanced, inSentOrder, type OpenGap } from './gap.js'
import type { Gaps } from './gaps.js'

export interface FillDeps<T> {
  readonly source: CatchUpSource<T>
  readonly gaps: Gaps
  /** Lets messages go ahead of those that are held. */
  readonly feed: (messages: readonly T[]) => void
}

/** Cold: one request towards closing a gap. Never errors; what can be tried again stays open. */
export const createFill = <T extends Message>({ source, gaps, feed }: FillDeps<T>) => {
  const findDialogs = (gap: OpenGap): Observable<unknown> =>
    source.changed(gap).pipe(
      tap(({ items, hasMore }) => {
        for (const dialog of items) gaps.add({ dialog, since: gap.since, skip: 0 })
        if (hasMore) gaps.update({ ...gap, skip: gap.skip + items.length })
        else gaps.close(gap)
      }),
    )
  const readMessages = (gap: OpenGap, dialog: DialogRef): Observable<unknown> =>
    source.missed(dialog, gap).pipe(
      tap(({ items, hasMore }) => {
        feed(inSentOrder(items))
        if (hasMore) gaps.update(advanced(gap, items))
        else gaps.close(gap)
      }),
    )
  return (gap: OpenGap): Observable<unknown> =>
    defer(() => (gap.dialog === null ? findDialogs(gap) : readMessages(gap, gap.dialog))).pipe(
      catchError((error: unknown) => {
        if (!isChatError(error) || !error.retryable) gaps.giveUp(gap)
        return of(null)
      }),
    )
}
