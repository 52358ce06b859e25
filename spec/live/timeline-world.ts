import fc from 'fast-check'
import type { HistoryMessage, Message, PendingEntry, TimelineEvent } from '../../lib/index.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'

export const self = 21
export const start = 1_700_000_000_000

export const room: DialogRef = { type: 'group', dialogId: '5c0900000000000000000044' }
export const direct: DialogRef = { type: 'private', opponentId: 56 }

export const idOf = (number: number): string => number.toString(16).padStart(24, '0')

/** Message `number`, sent by `senderId` in that second. */
export const message = (number: number, senderId = 56, second = number, dialog: DialogRef = room): Message => ({
  ...{ id: idOf(number), dialog, senderId, direction: senderId === self ? 'outgoing' : 'incoming' },
  ...{ body: `text ${String(number)}`, sentAt: start + second * 1000, markable: true, saved: true },
  ...{ attachments: [], params: {} },
})

/** As a page has it. */
export const copy = (of: Message, over: Partial<HistoryMessage> = {}): HistoryMessage => ({
  ...{ ...of, deliveredIds: [of.senderId], readIds: [of.senderId], updatedAt: of.sentAt },
  ...over,
})

export const received = (of: Message): TimelineEvent => ({
  type: 'message/received',
  message: { ...of, origin: 'live' },
})

export const page = (
  kind: 'newest' | 'older',
  items: readonly Message[],
  over: {
    hasMore?: boolean
    at?: number
    before?: number | null
    expected?: readonly string[]
    dialog?: DialogRef
  } = {},
): TimelineEvent => {
  const { hasMore = false, at = start + 900_000, before = null, expected = [], dialog = room } = over
  const copies = items.map((item) => ('readIds' in item ? item : copy(item))) as HistoryMessage[]
  const newestFirst = copies.sort((a, b) => b.sentAt - a.sentAt)
  return { type: 'timeline/page', dialog, load: { kind, before }, at, items: newestFirst, hasMore, expected }
}

/** Something that happened in the dialog at that time. */
type Deed = { readonly at: number; readonly of: number; readonly by: number } & (
  | { readonly what: 'edit'; readonly body: string }
  | { readonly what: 'delete' }
  | { readonly what: 'delivered' | 'read' }
  | { readonly what: 'react'; readonly reaction: string }
  | { readonly what: 'mark'; readonly all: boolean; readonly failed: boolean }
)

/** What happened in a dialog: its messages, and what was done to them. */
export interface Story {
  readonly dialog: DialogRef
  readonly messages: readonly Message[]
  readonly deeds: readonly Deed[]
}

const users = [self, 56, 57]

export const stories: fc.Arbitrary<Story> = fc
  .record({
    dialog: fc.constantFrom(room, direct),
    authors: fc.array(fc.record({ by: fc.constantFrom(...users), second: fc.nat(6) }), { minLength: 1, maxLength: 8 }),
    deeds: fc.array(
      fc.record({
        of: fc.nat(7),
        by: fc.constantFrom(...users),
        what: fc.constantFrom('edit', 'edit', 'delete', 'delivered', 'read', 'react', 'react', 'react', 'mark'),
        text: fc.constantFrom('👍', '🔥'),
        flag: fc.boolean(),
        other: fc.boolean(),
      }),
      { maxLength: 25 },
    ),
  })
  .map(({ dialog, authors, deeds }): Story => {
    const isRoom = dialog.type !== 'private'
    const messages = authors.map(({ by, second }, number) =>
      message(number, isRoom || by !== 57 ? by : 56, second, dialog),
    )
    return {
      dialog,
      messages,
      deeds: deeds.map(({ of, by, what, text, flag, other }, index): Deed => {
        const common = { at: start + 10_000 + index * 10, of: of % messages.length, by }
        if (what === 'edit') return { ...common, what, body: `${text} ${String(index)}` }
        if (what === 'react') return { ...common, what, reaction: text }
        return what === 'mark' ? { ...common, what, all: flag, failed: other } : { ...common, what: what as 'read' }
      }),
    }
  })

const had = ({ deeds }: Story, { of, by, at }: Deed, reaction: string): boolean =>
  deeds.filter(
    (one) => one.what === 'react' && one.reaction === reaction && one.of === of && one.by === by && one.at < at,
  ).length %
    2 ===
  1

/** Those who may do it: edits of authors, statuses of others to messages of ours. */
const counts = ({ messages, dialog }: Story, { of, by, what }: Deed): boolean => {
  const author = messages[of]?.senderId
  if (what === 'edit') return by === author
  if (what === 'delete') return by === author || dialog.type !== 'private'
  return what === 'mark' ? author !== self : what === 'react' || (author === self && by !== self)
}

/** What the chat tells of it. */
export const told = (story: Story): readonly TimelineEvent[] => [
  ...story.messages.map(received),
  ...story.deeds.flatMap((deed): readonly TimelineEvent[] => {
    const { dialog } = story
    const { at, of, by } = deed
    const change = { messageId: idOf(of), dialog, userId: by, at }
    switch (deed.what) {
      case 'edit':
        return [{ type: 'message/edited', change: { ...change, type: 'edited', body: deed.body, last: false } }]
      case 'delete':
        return [{ type: 'message/deleted', change: { ...change, type: 'deleted' } }]
      case 'react': {
        const add = !had(story, deed, deed.reaction)
        return [{ type: 'reaction/changed', change: { ...change, [add ? 'add' : 'remove']: deed.reaction } }]
      }
      case 'mark': {
        const mark = { dialog, at, ...(!deed.all && { messageId: idOf(of) }) }
        const asked: TimelineEvent = { type: 'message/read', change: { ...mark, failed: false } }
        return deed.failed ? [asked, { type: 'message/read', change: { ...mark, failed: true } }] : [asked]
      }
      default:
        return counts(story, deed) ? [{ type: 'message/status', change: { ...change, status: deed.what } }] : []
    }
  }),
]

/** A message as the server had it at that time; nothing when it was deleted. */
const copyAt = (story: Story, number: number, at: number): HistoryMessage[] => {
  const of = story.messages[number]
  if (of === undefined) return []
  const deeds = story.deeds.filter((deed) => deed.of === number && deed.at <= at && counts(story, deed))
  if (deeds.some(({ what }) => what === 'delete')) return []
  const edit = deeds.filter((deed) => deed.what === 'edit').at(-1)
  const who = (...whats: string[]): number[] => [
    ...new Set([of.senderId, ...deeds.filter(({ what }) => whats.includes(what)).map(({ by }) => by)]),
  ]
  const given = ['👍', '🔥'].map((reaction) => {
    const by = users.filter(
      (user) => deeds.filter((d) => d.what === 'react' && d.reaction === reaction && d.by === user).length % 2 === 1,
    )
    return { reaction, by }
  })
  const some = given.filter(({ by }) => by.length > 0)
  return [
    copy(of, {
      deliveredIds: who('delivered', 'read'),
      readIds: who('read'),
      ...(edit && { body: edit.body, editedAt: edit.at }),
      ...(some.length > 0 && {
        reactions: {
          own: some.filter(({ by }) => by.includes(self)).map(({ reaction }) => reaction),
          total: Object.fromEntries(some.map(({ reaction, by }) => [reaction, by.length])),
        },
      }),
    }),
  ]
}

/** The newest page as it was asked for at that time, of so many messages. */
export const pageAt = (story: Story, at: number, limit: number): TimelineEvent => {
  const all = story.messages.flatMap((_, number) => copyAt(story, number, at))
  const newestFirst = all.sort((a, b) => b.sentAt - a.sentAt)
  return page('newest', newestFirst.slice(0, limit), {
    ...{ at, dialog: story.dialog, hasMore: newestFirst.length > limit },
  })
}

/** An entry of the outbox about a message of a dialog. */
export const entry = (
  kind: PendingEntry['kind'],
  about: Message,
  over: {
    readonly status?: PendingEntry['status']
    readonly id?: string
    readonly at?: number
    readonly add?: string
  } = {},
): PendingEntry => {
  const {
    status = 'sending',
    at = start + 500_000,
    add = '👍',
    id = kind === 'message' ? about.id : idOf(0xabc),
  } = over
  const pending = { id, userId: self, at, status }
  const named = { messageId: about.id, dialog: about.dialog }
  switch (kind) {
    case 'message':
      return { ...pending, kind, message: about }
    case 'edit':
      return { ...pending, kind, ...named, body: 'on its way' }
    case 'delete':
      return { ...pending, kind, ...named }
    case 'reaction':
      return { ...pending, kind, messageId: about.id, add }
  }
}

export const changed = (...pending: readonly PendingEntry[]): TimelineEvent => ({ type: 'outbox/changed', pending })
export const sent = (one: PendingEntry): TimelineEvent => ({ type: 'outbox/sent', entry: one })
