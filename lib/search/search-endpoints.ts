import { anyList } from '../codec/decoder.js'
import type { Dialog } from '../model/dialog.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { User } from '../model/user.js'
import { dialogIdOf, requireArgument, requireMost, requireText, requireTime } from '../rest/arguments.js'
import { maybeInside, model, orElse } from '../rest/codecs.js'
import { decode, decodeItems } from '../rest/decode.js'
import { type Answer, endpoint } from '../rest/endpoint.js'
import { paging, type Query } from '../rest/query.js'
import { dialogCodec } from '../rest/wire/dialog-codec.js'
import { historyMessageCodec } from '../rest/wire/message-codec.js'
import { userCodec } from '../rest/wire/user-codec.js'

/** Where `search` looks (`GET /chat/search`). Times are epoch milliseconds. */
export interface SearchQuery {
  /** At most 10; default: everywhere. */
  readonly dialogs?: readonly DialogRef[]
  /** Not after then; needs `oldest` too. */
  readonly newest?: EpochMs
  /** Not before then; at most 3 months before `newest`. */
  readonly oldest?: EpochMs
  /** From 1 to 100. */
  readonly limit?: number
}

/** What matched. A message tells its dialog as `private` or `group`: the wire does not say more. */
export interface Found {
  readonly dialogs: readonly Dialog[]
  readonly messages: readonly HistoryMessage[]
  readonly users: readonly User[]
}

const mostDialogs = 10
const mostMonths = 3

/** The wire's start is the newer bound. */
const period = ({ newest, oldest }: SearchQuery): Query => {
  requireTime(newest, 'newest')
  requireTime(oldest, 'oldest')
  const end = { end_date: oldest === undefined ? undefined : new Date(oldest) }
  if (newest === undefined) return end
  const furthest = new Date(newest)
  furthest.setUTCMonth(furthest.getUTCMonth() - mostMonths)
  const fits = oldest !== undefined && oldest <= newest && oldest >= furthest.getTime()
  requireArgument(fits, 'oldest', `a time before newest, by at most ${String(mostMonths)} months`)
  return { ...end, start_date: new Date(newest) }
}

const things = orElse(anyList, [])
/** Nested or not: the documentation and an official SDK differ. */
const results = maybeInside('results', model('results', { dialogs: things, messages: things, users: things }))

const found =
  (own: UserId): Answer<Found> =>
  ({ json, where, report }) => {
    const { dialogs, messages, users } = decode(results, where, json())
    return {
      dialogs: decodeItems(dialogCodec(own), `${where} dialogs`, dialogs, report),
      messages: decodeItems(historyMessageCodec(own), `${where} messages`, messages, report),
      users: decodeItems(userCodec, `${where} users`, users, report),
    }
  }

/** `/chat/search` (protocol 4.8). */
export const searchEndpoints = {
  /**
   * Messages by text and dialogs by name, a case-sensitive part of each. Cold; emits what was found and completes. The
   * server wants 4 or 5 characters at least and says so (`http`, 422).
   */
  search: endpoint('GET /chat/search', (own, text: string, query: SearchQuery = {}) => {
    const { dialogs = [], limit } = query
    requireText(text, 'text')
    requireMost(dialogs.length, mostDialogs, 'dialogs', 'dialogs')
    const asked = { search_text: text, chat_dialog_ids: dialogs.map(dialogIdOf), ...period(query) }
    return { query: { ...asked, ...paging({ limit }) }, answer: found(own) }
  }),
}
