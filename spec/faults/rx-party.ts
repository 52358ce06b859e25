import { filter, firstValueFrom, map, timeout, type Observable } from 'rxjs'
import type { Chat, DialogRef } from '../../lib/index.js'
import { chatAgainst } from '../support/talkers.js'
import { createWitness, type Witness } from '../support/witness.js'
import type { Enter, Entrance, Lane, Party } from './party.js'
import { loginOf } from './site.js'

const signIn = async (chat: Chat, { site, userId }: Entrance): Promise<void> => {
  const { session, connection } = chat
  if (site.rest !== undefined)
    await firstValueFrom(session.create({ login: loginOf(userId), password: 'passw0rd-of-all' }))
  const credentials = site.rest === undefined ? { userId, password: 'passw0rd-of-all' } : undefined
  await firstValueFrom(connection.connect(credentials).pipe(timeout(20_000)))
}

/** A dialog in which something may be missing, or `ready` with a gap where there is no history to fill it from. */
const gaps = ({ events$ }: Chat): Observable<unknown> =>
  events$.pipe(
    filter((event) =>
      event.type === 'connection/state'
        ? event.state.type === 'ready' && event.state.continuity === 'gap'
        : event.type === 'message/gap',
    ),
  )

const partyOf = (chat: Chat, { site, otherId }: Entrance, { wired$, stalled$ }: Witness): Party => {
  const { state$, retryNow, disconnect } = chat.connection
  const dialogs: Readonly<Record<Lane, DialogRef>> = {
    private: { type: 'private', opponentId: otherId },
    group: { type: 'group', dialogId: site.rest?.groupId ?? '' },
  }
  return {
    say: (lane, body) => chat.messages.send(dialogs[lane], { body }),
    heard$: chat.messages.received$.pipe(map(({ body }) => body ?? '')),
    wired$,
    up$: state$.pipe(map(({ type }) => type === 'ready')),
    gap$: gaps(chat),
    stalled$,
    retry: retryNow,
    leave: async () => {
      await firstValueFrom(disconnect().pipe(timeout(2000)), { defaultValue: undefined })
      chat.destroy()
    },
  }
}

/** With this SDK. */
export const enterWithRx: Enter = async (entrance) => {
  const { site, port, config } = entrance
  const witness = createWitness()
  const server = { websocket: `ws://${site.host}:${String(port)}${site.path}`, chat: site.chat, ...site.rest }
  const chat = chatAgainst(server, { ...config, platform: { WebSocket: witness.WebSocket } })
  await signIn(chat, entrance)
  return partyOf(chat, entrance, witness)
}
