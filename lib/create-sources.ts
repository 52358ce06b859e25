import { catchError, defer, EMPTY, ignoreElements, merge, take, tap } from 'rxjs'
import { createArchiveHistory } from './archive/archive-history.js'
import { toIncoming } from './archive/archived-message.js'
import { createArchive } from './archive/create-archive.js'
import { archiveSource } from './catch-up/archive-source.js'
import type { CatchUpDeps } from './catch-up/create-catch-up.js'
import { restSource } from './catch-up/rest-source.js'
import type { Connection } from './connection/create-connection.js'
import type { Ground } from './create-ground.js'
import type { RestParts } from './create-rest.js'
import type { MessageChange } from './messages/changes.js'
import type { Heard } from './messages/create-heard.js'
import type { ReceivedMessage } from './messages/messages.js'
import type { History } from './messages/rest/message-endpoints.js'
import type { DialogRef } from './model/dialog-ref.js'

/** What is composed of it later on. */
export interface Later {
  /** Whether anybody listens to what arrives. */
  readonly isHeard: () => boolean
  /** What an archived message tells. */
  readonly read: Heard['read']
  /** The rooms the user is in. */
  readonly entered: () => readonly DialogRef[]
}

/** Where what was said before is read. */
export interface Sources extends Pick<CatchUpDeps<ReceivedMessage | MessageChange>, 'source' | 'roundTrip'> {
  /** Of the user whose messages these are. */
  readonly history: History
  /** Of the user of the session; without one as `history`. */
  readonly sessionHistory: History
}

/** Reads REST where it has a session of the user (`isOwner`), else the archives of the chat server. */
export const createSources = (
  { addresses, platform, settings, serverDate, issue$ }: Ground,
  { session, dialogs, messages }: RestParts,
  connection: Connection,
  isOwner: () => boolean,
  { isHeard, read, entered }: Later,
): Sources => {
  const { userId, request } = connection
  const report = (problem: string): void => issue$.next({ where: 'archive', issues: [problem] })
  const { page } = createArchive({
    ...{ ...connection, event$: connection.linkEvent$, addresses, report },
    newId: platform.newId,
  })
  const ofArchive = createArchiveHistory({ page, addresses, userId })
  const fromRest = restSource({ dialogs, history: messages.history })
  const fromArchive = archiveSource({
    ...{ page, wanted: isHeard, rooms: entered },
    heard: (item) => read({ ...toIncoming(item, userId(), addresses), origin: 'catch-up' }),
  })
  /** What time it is, which REST does not tell: asked, and not waited for. */
  const time$ = request({ type: 'get', to: settings.chat, time: {} }).pipe(
    tap(({ time }) => {
      if (time?.utc !== undefined) serverDate(time.utc)
    }),
    ignoreElements(),
    catchError(() => EMPTY),
  )
  const ping$ = request({ type: 'get', ping: true })
  const history: History = (...args) => defer(() => (isOwner() ? messages.history : ofArchive)(...args))
  return {
    source: () => (isOwner() ? fromRest : fromArchive),
    roundTrip: () => (isOwner() ? ping$ : merge(time$, ping$).pipe(take(1))),
    history,
    sessionHistory: (...args) =>
      defer(() => (typeof session.current()?.userId === 'number' ? messages.history : history)(...args)),
  }
}
