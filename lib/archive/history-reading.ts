import type { HistoryQuery } from '../messages/rest/messages-rest.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import { onItsWay, wholeSecond } from './archived-message.js'
import type { ArchiveQuery } from './create-archive.js'

/** What was read of an archive so far. */
export interface Reading {
  readonly messages: readonly HistoryMessage[]
  /** The place of what was read last, and when the archive got it. */
  readonly behind?: string | undefined
  readonly edge: EpochMs
  readonly hasMore: boolean
}

export const nothingRead: Reading = { messages: [], edge: 0, hasMore: true }

export const isNewestFirst = ({ sort }: HistoryQuery): boolean => sort !== 'oldest-first'

/** When the archive got what was sent in that time. */
export const rangeOf = (query: HistoryQuery): ArchiveQuery => ({
  newestFirst: isNewestFirst(query),
  start: query.after && wholeSecond(query.after),
  end: query.before && query.before + 2000 + onItsWay,
})

/** What of it is wanted, each once and in order; of one second in the archive's own. Bounds as REST's: in whole seconds. */
export const inOrder = (messages: readonly HistoryMessage[], query: HistoryQuery): readonly HistoryMessage[] => {
  const [from, until] = [wholeSecond(query.after ?? 0), (query.before ?? Infinity) + 1000]
  const each = new Map(messages.map((message) => [`${String(message.senderId)}/${message.id}`, message]))
  return [...each.values()]
    .filter(({ sentAt }) => sentAt >= from && sentAt < until)
    .sort((a, b) => (isNewestFirst(query) ? b.sentAt - a.sentAt : a.sentAt - b.sentAt))
}

/** Whether what was not read yet comes behind the last one that is wanted. */
export const isBehind = ({ edge }: Reading, last: HistoryMessage, query: HistoryQuery): boolean =>
  isNewestFirst(query) ? last.sentAt >= wholeSecond(edge) : last.sentAt <= wholeSecond(edge - onItsWay)
