import { Strophe } from 'strophe.js'

Strophe.setLogLevel(Strophe.LogLevel.FATAL)

/** It hands over elements: nothing is decoded. By itself it does not come back after a cut. */
export const create = ({ websocket, jid, user }) => {
  const connection = new Strophe.Connection(websocket, { enableStreamManagement: true })
  let hear
  return {
    connect: () =>
      new Promise((done, failed) => {
        connection.connect(jid, user.password, (status) => {
          if (status === Strophe.Status.CONNFAIL || status === Strophe.Status.AUTHFAIL) failed(new Error('refused'))
          if (status !== Strophe.Status.CONNECTED) return
          connection.addHandler(() => hear() ?? true, null, 'message')
          done()
        })
      }),
    disconnect: () => Promise.resolve(connection.disconnect()),
    onMessage: (listener) => (hear = listener),
    onReady: () => undefined,
  }
}
