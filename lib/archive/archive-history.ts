import { defer, EMPTY, expand, map, of, takeLast, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { requireArgument } from '../errors/argument-error.js'
import { messageEndpoints, type History } from '../messages/rest/message-endpoints.js'
import type { HistoryQuery } from '../messages/rest/messages-rest.js'
import { dialogKey, refOf, type DialogRef } from '../model/dialog-ref.js'
import type { HistoryMessage } from '../model/message.js'
import type { Page } from '../model/page.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { createArchivedChanges } from './archived-changes.js'
import { toStored } from './archived-message.js'
import type { Archive, ArchivePage } from './create-archive.js'
import { inOrder, isBehind, isNewestFirst, nothingRead, rangeOf, type Reading } from './history-reading.js'

/** Throws `ChatError` ('argument') for what REST would not take, or an archive cannot tell. */
const check = (dialog: DialogRef, query: HistoryQuery): void => {
  checkDialog(dialog)
  messageEndpoints.history.call(0, { dialogId: 'any', ...refOf(dialog) }, query)
  const isPlain = query.filter === undefined && query.updatedAfter === undefined && query.markRead !== true
  requireArgument(isPlain, 'query', "before, after, sort, skip and limit only where the chat server's archive is read")
}

/** The history of a dialog as its archive has it; edits and deletions count as far as they were read. */
export const createArchiveHistory = ({
  page,
  addresses,
  userId,
}: Pick<Archive, 'page'> & Pick<ConcernDeps, 'addresses' | 'userId'>): History => {
  const changes = createArchivedChanges()
  /** What was read beyond the page that was asked for last: the next one goes on from there. */
  let mark: readonly [key: string, reading: Reading] | undefined
  const keyOf = (dialog: DialogRef, { before, after, sort }: HistoryQuery): string =>
    JSON.stringify([userId(), dialogKey(dialog), sort, before, after])

  const stored = (dialog: DialogRef, { items }: ArchivePage): readonly HistoryMessage[] =>
    items.flatMap((item) => {
      const value = toStored(item, userId(), addresses)
      if (value === undefined || dialogKey(value.dialog) !== dialogKey(dialog)) return []
      if (!('type' in value)) return [{ ...value, dialog: refOf(dialog) }]
      changes.note(value)
      return []
    })
  const readOn = (dialog: DialogRef, query: HistoryQuery, { messages, behind, edge }: Reading): Observable<Reading> =>
    page(dialog, { ...rangeOf(query), behind }).pipe(
      map((found) => ({
        messages: [...messages, ...stored(dialog, found)],
        behind: found.last ?? behind,
        edge: found.items.at(-1)?.forwarded.delayedAt ?? edge,
        hasMore: found.hasMore,
      })),
    )
  return (dialog, query = {}) =>
    defer(() => {
      check(dialog, query)
      const { limit = 100, skip = 0 } = query
      const wanted = ({ messages }: Reading) => inOrder(messages.flatMap(changes.applied), query)
      const isWhole = (reading: Reading): boolean => {
        const last = wanted(reading)[skip + limit - 1]
        return !reading.hasMore || (last !== undefined && isBehind(reading, last, query))
      }
      const toPage = (reading: Reading): Page<HistoryMessage> => {
        const [all, isBack] = [wanted(reading), isNewestFirst(query)]
        const items = all.slice(skip, skip + limit)
        const at = items.at(-1)?.sentAt ?? 0
        const messages = all.slice(all.findIndex(({ sentAt }) => sentAt === at))
        // What is said from now on comes at the end.
        const left = { ...reading, messages, hasMore: reading.hasMore || !isBack }
        mark = [keyOf(dialog, { ...query, [isBack ? 'before' : 'after']: at }), left]
        return { items, skip, limit, hasMore: reading.hasMore || all.length > skip + limit }
      }
      const begun$ = mark?.[0] === keyOf(dialog, query) ? of(mark[1]) : readOn(dialog, query, nothingRead)
      return begun$.pipe(
        expand((reading) => (isWhole(reading) ? EMPTY : readOn(dialog, query, reading))),
        takeLast(1),
        map(toPage),
      )
    })
}
