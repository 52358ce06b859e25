import { map } from 'rxjs'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { History } from '../messages/rest/message-endpoints.js'
import type { ReceivedMessage } from '../messages/messages.js'
import type { HistoryMessage } from '../model/message.js'
import type { CatchUpSource } from './catch-up-source.js'
import { advanced, inSentOrder } from './gap.js'

export interface RestSourceDeps {
  readonly dialogs: Pick<DialogsApi, 'list'>
  readonly history: History
}

const toReceived = ({
  deliveredIds: _delivered,
  readIds: _read,
  updatedAt: _updated,
  reactions: _reactions,
  viewsCount: _views,
  ...message
}: HistoryMessage): ReceivedMessage => ({ origin: 'catch-up', ...message })

const limit = 100

/**
 * What was missed, as ConnectyCube's REST history tells it: first in which dialogs, the latest first, then the messages of
 * each, oldest first. `updated_at` is the server's time: no sender's clock counts.
 */
export const restSource = ({ dialogs, history }: RestSourceDeps): CatchUpSource<ReceivedMessage> => ({
  isLimited: true,
  apart: () => [],
  read: (gap) => {
    const { dialog, since, after, skip } = gap
    if (dialog === null) {
      const query = {
        filter: { updatedAt: { gt: since } },
        sort: { by: 'updatedAt', order: 'desc' },
        skip,
        limit,
      } as const
      return dialogs.list(query).pipe(
        map(({ items, hasMore }) => {
          return { dialogs: items, messages: [], left: { ...gap, skip: skip + items.length }, hasMore }
        }),
      )
    }
    const from = after === undefined ? {} : { after }
    return history(dialog, { updatedAfter: since, ...from, sort: 'oldest-first', skip, limit }).pipe(
      map(({ items, hasMore }) => {
        return { dialogs: [], messages: inSentOrder(items.map(toReceived)), left: advanced(gap, items), hasMore }
      }),
    )
  },
})
