import { refOf, type DialogRef } from '../../model/dialog-ref.js'
import type { MessageId } from '../../model/ids.js'
import { dialogIdOf, isText, requireArgument, requireDialog, requireKeys, requireTime } from '../../rest/arguments.js'
import { at, finite, membersOf, reader } from '../../rest/codecs.js'
import { type Body, count, endpoint, json, page, text } from '../../rest/endpoint.js'
import { filterQuery, key, paging, type Query, user, words } from '../../rest/query.js'
import type { Methods } from '../../rest/methods.js'
import { historyMessageCodec, messageKeys } from '../../rest/wire/message-codec.js'
import { force, type ForEveryone, removalCodec } from '../../rest/wire/removal-codec.js'
import type { HistoryQuery, MessageBounds, MessageChanges, StoredDraft, UnreadCount } from './messages-rest.js'

const filters = {
  id: at('_id', key),
  body: at('message', words),
  senderId: user,
  recipientId: user,
  attachmentType: at('attachments.type', words),
}

const seconds = (name: string, at: number | undefined, round: (seconds: number) => number): number | undefined => {
  requireTime(at, name)
  return at === undefined ? undefined : round(at / 1000)
}

/** `date_sent` is in whole seconds, so the bounds are widened to them (protocol 4.6). */
const bounds = (dialog: DialogRef, { before, after, updatedAfter, filter }: MessageBounds): Query => ({
  ...filterQuery(filters, filter),
  chat_dialog_id: dialogIdOf(dialog),
  'date_sent[lte]': seconds('before', before, Math.ceil),
  'date_sent[gte]': seconds('after', after, Math.floor),
  'updated_at[gt]': seconds('updatedAfter', updatedAfter, Number),
})

const draftBody = (dialog: DialogRef, draft: StoredDraft): Body => {
  requireDialog(dialog)
  const { body, attachments = [], params = {}, markable = true, sendToChat = false } = draft
  const keys = Object.keys(params)
  const says = isText(body) || attachments.length > 0 || keys.length > 0
  requireArgument(says, 'draft', 'a body that is not empty, an attachment or a param')
  const free = (name: string): boolean => !messageKeys.has(name)
  requireArgument(keys.every(free), 'draft.params', `other keys than ${[...messageKeys].join(', ')}`)
  const isKnown = dialog.type !== 'private' || dialog.dialogId !== undefined
  return {
    ...params,
    ...(isKnown ? { chat_dialog_id: dialogIdOf(dialog) } : { recipient_id: dialog.opponentId }),
    message: body,
    // A map, as documented (protocol A41).
    ...(attachments.length > 0 ? { attachments: Object.fromEntries(attachments.entries()) } : {}),
    ...(markable ? { markable: '1' } : {}),
    ...(sendToChat ? { send_to_chat: 1 } : {}),
  }
}

const changesBody = (dialog: DialogRef, { read, delivered, body }: MessageChanges): Body => {
  const some = read ?? delivered ?? body
  requireArgument(some !== undefined, 'changes', 'read, delivered or a body')
  const one = (flag: boolean | undefined): 1 | undefined => (flag === true ? 1 : undefined)
  return { chat_dialog_id: dialogIdOf(dialog), read: one(read), delivered: one(delivered), message: body }
}

const unread = reader('unread counts', (value): UnreadCount | undefined => {
  const { total, ...byDialog } = membersOf(value, finite)
  return total === undefined ? undefined : { total, byDialog }
})

/** `/chat/Message` (protocol 4.6). */
export const messageEndpoints = {
  /**
   * One page of a dialog's messages (`GET /chat/Message`). Cold; emits the page and completes. A private dialog without
   * `dialogId` is looked up first, which creates it when the two never talked. Messages that do not decode are reported
   * and left out. Of a chat without a REST session it is the archive of the chat server that is read. Errors: `argument` and `session` before any request, and those of every REST call.
   */
  history: endpoint('GET /chat/Message', (own, dialog: DialogRef, query: HistoryQuery = {}) => ({
    query: {
      ...bounds(dialog, query),
      [query.sort === 'oldest-first' ? 'sort_asc' : 'sort_desc']: 'date_sent',
      ...paging(query),
      // The server marks what it hands out as read unless told not to.
      mark_as_read: query.markRead === true ? undefined : 0,
    },
    answer: page(historyMessageCodec(own, refOf(dialog))),
  })),
  /** How many messages match (`count=1`). Cold. */
  count: endpoint('GET /chat/Message', (_own, dialog: DialogRef, query: MessageBounds = {}) => ({
    query: { ...bounds(dialog, query), count: 1, mark_as_read: 0 },
    answer: count,
  })),
  /** The last 20 messages of a dialog one is not in, where `permissions.allowPreview` is set (`preview=1`). Cold. */
  preview: endpoint('GET /chat/Message', (own, dialog: DialogRef) => ({
    query: { chat_dialog_id: dialogIdOf(dialog), preview: 1, mark_as_read: 0 },
    answer: page(historyMessageCodec(own, refOf(dialog))),
  })),
  /** Stores a message (`POST /chat/Message`). Cold: each subscription stores another one. For chatting use `send`. */
  create: endpoint('POST /chat/Message', (own, dialog: DialogRef, draft: StoredDraft) => ({
    body: draftBody(dialog, draft),
    answer: json(historyMessageCodec(own, dialog.dialogId === undefined ? undefined : refOf(dialog))),
  })),
  /**
   * Changes stored messages of a dialog (`PUT /chat/Message/{ids}`); a body goes with one id only. Cold. Nobody who is
   * online is told, and it needs no connection: to edit a message for everyone at once use `edit`.
   */
  update: endpoint(
    'PUT /chat/Message/:ids',
    (_own, dialog: DialogRef, ids: MessageId | readonly MessageId[], changes: MessageChanges) => {
      const keys = requireKeys(ids, 'ids')
      requireArgument(changes.body === undefined || keys.length === 1, 'ids', 'one id with a body')
      return { path: { ids: keys }, body: changesBody(dialog, changes), answer: text }
    },
  ),
  /** Marks all messages of a dialog (`PUT /chat/Message`). Cold. */
  markAll: endpoint('PUT /chat/Message', (_own, dialog: DialogRef, status: 'read' | 'delivered') => ({
    body: changesBody(dialog, { [status]: true }),
    answer: text,
  })),
  /**
   * Removes stored messages, for oneself or for everyone (`DELETE /chat/Message/{ids}`). Cold; emits what became of each.
   * Needs no connection; `delete` is its twin over the chat, always for everyone.
   */
  remove: endpoint(
    'DELETE /chat/Message/:ids',
    (_own, ids: MessageId | readonly MessageId[], options?: ForEveryone) => ({
      path: { ids: requireKeys(ids, 'ids') },
      query: force(options),
      answer: json(removalCodec),
    }),
  ),
  /** How many messages are unread, in all private and group dialogs and in each of those asked for. Cold. */
  unreadCount: endpoint('GET /chat/Message/unread', (_own, dialogs?: readonly DialogRef[]) => ({
    query: { chat_dialog_ids: dialogs?.map(dialogIdOf) },
    answer: json(unread),
  })),
}

/**
 * `chat.messages`, the part over REST; private dialogs without `dialogId` are looked up first where it is needed.
 * @interface
 */
export type MessagesRest = Methods<typeof messageEndpoints>
/** `chat.messages.history`. */
export type History = MessagesRest['history']
