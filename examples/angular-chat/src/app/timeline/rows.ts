import type { EpochMs, Timeline, TimelineGap, TimelineItem } from 'connectycube-rx'
import { startOfDay } from '../shared/times'

/** What stands in a timeline, from the top. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: EpochMs }
  | { readonly kind: 'gap'; readonly key: string; readonly gap: TimelineGap }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly item: TimelineItem
      /** Whether it is the first, or the last, of several that one person said in a row. */
      readonly first: boolean
      readonly last: boolean
      readonly quote: Quote | null
    }

/** What a message answers; without an item it is not among the messages here. */
export interface Quote {
  readonly item: TimelineItem | null
}

const together = 5 * 60_000

const inOneGo = (one: TimelineItem | undefined, other: TimelineItem | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.message.senderId === other.message.senderId &&
  Math.abs(other.message.sentAt - one.message.sentAt) < together &&
  startOfDay(one.message.sentAt) === startOfDay(other.message.sentAt)

const quoteOf = (item: TimelineItem, items: readonly TimelineItem[]): Quote | null => {
  const id = item.message.params['replyTo']
  return typeof id === 'string' ? { item: items.find(({ message }) => message.id === id) ?? null } : null
}

export const toRows = ({ items, gaps }: Pick<Timeline, 'items' | 'gaps'>): readonly Row[] => {
  /** One row, however many there are in that place. */
  const gapsAfter = (key: string | null): readonly Row[] => {
    const gap = gaps.find(({ afterKey }) => afterKey === key)
    return gap === undefined ? [] : [{ kind: 'gap', key: `gap/${gap.key}`, gap }]
  }
  const rows = items.flatMap((item, index): readonly Row[] => {
    const { key, message } = item
    const before = items[index - 1]
    const day = startOfDay(message.sentAt)
    const isNewDay = before === undefined || startOfDay(before.message.sentAt) !== day
    const first = !inOneGo(before, item)
    const last = !inOneGo(item, items[index + 1])
    return [
      ...(isNewDay ? [{ kind: 'day', key: `day/${String(day)}`, at: day } as const] : []),
      { kind: 'message', key, item, first, last, quote: quoteOf(item, items) },
      ...gapsAfter(key),
    ]
  })
  return [...gapsAfter(null), ...rows]
}
