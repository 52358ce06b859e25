import { defer, EMPTY, expand, map, startWith, takeLast, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { Continuity } from '../model/connection-state.js'
import { toEither } from '../rx/to-either.js'
import type { LiveDeps } from './live-deps.js'
import type { TimelineGap } from './timeline.js'
import type { TimelineAction, TimelineLoad } from './timeline-events.js'
import type { TimelineState } from './timeline-state.js'

/** How many messages at once: of those that are shown first and older ones, and of those that were here or are missing. */
const few = 50
const many = 100
/** Pages that a refresh reads: as many messages as a timeline keeps. */
const mostPages = 5

type Messages = Pick<Extract<TimelineAction, { readonly type: 'timeline/page' }>, 'items' | 'hasMore'>

/** The server counts in whole seconds: a page begins with the second it is asked from, unless that alone would fill it. */
const from = (sentAts: readonly EpochMs[], at: EpochMs, limit: number): { skip: number; limit: number } => {
  const had = sentAts.filter((sentAt) => sentAt === at).length
  return { limit, skip: had < limit ? 0 : had }
}

/** What a command asks for as things stand; nothing where there is nothing to load. */
export const loadOf = (state: TimelineState, command: 'older' | TimelineGap): TimelineLoad | undefined => {
  if (command !== 'older') {
    const gap = state.view.gaps.find(({ key }) => key === command.key)
    return gap && { kind: 'fill', gap: { key: gap.key, since: gap.since } }
  }
  if (state.stale) return { kind: 'newest', until: state.end }
  return state.hasOlder ? { kind: 'older', before: state.rows[0]?.message.sentAt ?? state.floor } : undefined
}

/** One load: that it began, and what came of it. Cold; never errors. */
export const createLoads = ({ history, now }: LiveDeps) => {
  const older = ({ dialog }: TimelineState, had: readonly EpochMs[], before: EpochMs, limit: number) =>
    history(dialog, { before, ...from(had, before, limit) })

  /** The newest; once there were some, down to the first of them, as far as is kept. */
  const newest = (state: TimelineState, until: EpochMs | null): Observable<Messages> => {
    const first = state.rows[0]?.message.sentAt ?? Infinity
    const limit = state.pageAt === 0 ? few : many
    const down = (items: readonly HistoryMessage[], before: EpochMs | null): Observable<Messages> => {
      const sentAts = items.map(({ sentAt }) => sentAt)
      const page$ = before === null ? history(state.dialog, { limit }) : older(state, sentAts, before, limit)
      return page$.pipe(map((page) => ({ items: [...items, ...page.items], hasMore: page.hasMore })))
    }
    return down([], until).pipe(
      expand(({ items, hasMore }, index) => {
        const last = items.at(-1)?.sentAt
        const isEnough = !hasMore || state.pageAt === 0 || index === mostPages - 1
        return isEnough || last === undefined || last < first ? EMPTY : down(items, last)
      }),
      takeLast(1),
    )
  }
  const messages = (state: TimelineState, load: TimelineLoad): Observable<Messages> => {
    const had = state.rows.filter(({ pageAt }) => pageAt > 0).map(({ message }) => message.sentAt)
    switch (load.kind) {
      case 'newest':
        return newest(state, load.until)
      case 'older':
        return older(state, had, load.before, few)
      case 'fill': {
        const { since } = load.gap
        return history(state.dialog, { after: since, sort: 'oldest-first', ...from(had, since, many) })
      }
    }
  }
  return (state: TimelineState, load: TimelineLoad, continuity?: Continuity): Observable<TimelineAction> =>
    defer(() => {
      const { dialog } = state
      const at = now()
      const isDue = ({ pageAt, settled, message }: TimelineState['rows'][number]): boolean =>
        pageAt > 0 || (settled && message.saved === true)
      const expected = load.kind === 'newest' ? state.rows.filter(isDue).map(({ key }) => key) : []
      // What else was missed was told by the chat itself, if it could not be made up for.
      const since = load.kind === 'newest' && continuity === 'first' && state.pageAt > 0 ? state.pageAt : null
      return messages(state, load).pipe(
        toEither<Messages, ChatError>(),
        map((result): TimelineAction => {
          if (result._tag === 'Right') {
            const { items, hasMore } = result.right
            return { type: 'timeline/page', dialog, load, at, items, hasMore, expected }
          }
          const { _tag: tag, message } = result.left
          return { type: 'timeline/failed', dialog, load, error: { tag, message }, since }
        }),
        startWith<TimelineAction>({ type: 'timeline/loading', dialog, load }),
      )
    })
}
