import { WebSocket } from 'ws'

/** Nobody: a socket that reads the frames and does nothing with them. */
export const create = ({ websocket }) => {
  let hear
  return {
    connect: () =>
      new Promise((done) => {
        const socket = new WebSocket(websocket, 'xmpp')
        socket.addEventListener('open', done)
        socket.addEventListener('message', ({ data }) => data.startsWith('<message') && hear())
      }),
    onMessage: (listener) => (hear = listener),
    onReady: () => undefined,
  }
}
