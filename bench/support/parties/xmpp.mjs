import { client as createClient } from '@xmpp/client'
import { WebSocket } from 'ws'

/** It hands over elements: nothing is decoded. */
export const create = ({ websocket, domain, application, user }) => {
  globalThis.WebSocket = WebSocket // for Node before 22
  const username = `${user.id}-${application.id}`
  const client = createClient({ service: websocket, domain, username, password: user.password })
  client.on('error', () => undefined)
  return {
    connect: () => client.start(),
    disconnect: () => client.stop(),
    onMessage: (listener) => client.on('stanza', (stanza) => stanza.is('message') && listener()),
    onReady: (listener) => {
      client.on('online', listener)
      client.streamManagement.on('resumed', listener)
    },
  }
}
