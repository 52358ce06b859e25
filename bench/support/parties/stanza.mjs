import { createClient } from 'stanza'

/** `quiet`: answers neither markers nor receipts. It maps what it knows, which the fields of ConnectyCube are not among. */
export const create = ({ websocket, domain, jid, application, user }, setting) => {
  const quiet = setting === 'quiet' ? { chatMarkers: false, sendReceipts: false } : {}
  const transports = { websocket, bosh: false }
  const client = createClient({ jid, password: user.password, transports, autoReconnect: true, ...quiet })
  const waiting = new Map()
  client.on('message:acked', ({ id }) => {
    waiting.get(id)?.()
    waiting.delete(id)
  })
  const once = (event, act) => new Promise((done) => void [client.once(event, done), act.call(client)])
  return {
    connect: () => once('session:started', client.connect),
    disconnect: () => once('disconnected', client.disconnect),
    onMessage: (listener) => client.on('message', listener),
    onReady: (listener) =>
      ['session:started', 'stream:management:resumed'].forEach((each) => client.on(each, listener)),
    send: (body) =>
      new Promise((done) => {
        const to = `${user.peerId}-${application.id}@${domain}`
        waiting.set(client.sendMessage({ to, type: 'chat', body, marker: { type: 'markable' } }), done)
      }),
  }
}
