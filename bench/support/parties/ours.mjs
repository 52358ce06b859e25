import { createChat, memoryStore } from 'connectycube-rx'
import { filter, firstValueFrom, lastValueFrom, map } from 'rxjs'
import { WebSocket } from 'ws'

/** `quiet`: tells nobody that a message arrived. `kept`: keeps what is on its way in a storage, as in browsers. */
export const create = ({ api, websocket, domain, application, user }, setting) => {
  const delivered = setting === 'quiet' ? 'never' : undefined
  const storage = setting === 'kept' ? memoryStore() : undefined
  const chat = createChat({
    application,
    endpoints: { api, websocket, chat: domain },
    platform: { WebSocket, ...(storage && { storage }) },
    delivered,
  })
  const ready$ = chat.connection.state$.pipe(filter(({ type }) => type === 'ready'))
  const list$ = chat.dialogs.list({ limit: 100 }).pipe(map(({ items }) => items.length))
  return {
    connect: () => lastValueFrom(chat.connection.connect({ userId: user.id, password: user.password })),
    disconnect: () => lastValueFrom(chat.connection.disconnect(), { defaultValue: undefined }),
    onMessage: (listener) => chat.messages.received$.subscribe(listener),
    onReady: (listener) => ready$.subscribe(listener),
    send: (body) => lastValueFrom(chat.messages.send({ type: 'private', opponentId: user.peerId }, { body })),
    signIn: () => firstValueFrom(chat.session.create({ login: user.login, password: user.password })),
    listDialogs: () => firstValueFrom(list$),
  }
}
