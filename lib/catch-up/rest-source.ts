import { defer, map, throwError, type Observable } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { History } from '../messages/rest/message-endpoints.js'
import type { ReceivedMessage } from '../messages/messages.js'
import type { HistoryMessage } from '../model/message.js'
import type { CatchUpSource } from './catch-up-source.js'

export interface RestSourceDeps {
  readonly dialogs: Pick<DialogsApi, 'list'>
  readonly history: History
  /** Whether the REST session is that of the user who is online. */
  readonly isOwner: () => boolean
}

const noSession = (): ChatError =>
  new ChatError('session', 'What was missed cannot be read without a REST session of the connected user.', {
    reason: 'no-session',
  })

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
export const restSource = ({ dialogs, history, isOwner }: RestSourceDeps): CatchUpSource<ReceivedMessage> => {
  const asOwner = <T>(call: () => Observable<T>): Observable<T> =>
    defer(() => (isOwner() ? call() : throwError(noSession)))
  return {
    changed: ({ since, skip }) =>
      asOwner(() =>
        dialogs.list({ filter: { updatedAt: { gt: since } }, sort: { by: 'updatedAt', order: 'desc' }, skip, limit }),
      ),
    missed: (dialog, { since, after, skip }) => {
      const from = after === undefined ? {} : { after }
      return asOwner(() => history(dialog, { updatedAfter: since, ...from, sort: 'oldest-first', skip, limit })).pipe(
        map(({ items, hasMore }) => ({ items: items.map(toReceived), hasMore })),
      )
    },
  }
}
