import { map } from 'rxjs'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { History } from '../messages/rest/message-endpoints.js'
import type { ReceivedMessage } from '../messages/messages.js'
import type { HistoryMessage } from '../model/message.js'
import type { CatchUpSource } from './catch-up-source.js'

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
}: HistoryMessage): ReceivedMessage => ({ ...message, origin: 'catch-up' })

const limit = 100

/** What was missed, as ConnectyCube's REST history tells it. `updated_at` is the server's time: no sender's clock counts. */
export const restSource = ({ dialogs, history }: RestSourceDeps): CatchUpSource<ReceivedMessage> => ({
  changed: ({ since, skip }) =>
    dialogs.list({ filter: { updatedAt: { gt: since } }, sort: { by: 'updatedAt', order: 'desc' }, skip, limit }),
  missed: (dialog, { since, after, skip }) => {
    const from = after === undefined ? {} : { after }
    return history(dialog, { updatedAfter: since, ...from, sort: 'oldest-first', skip, limit }).pipe(
      map(({ items, hasMore }) => ({ items: items.map(toReceived), hasMore })),
    )
  },
})
