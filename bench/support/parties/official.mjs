import ConnectyCube from 'connectycube'

/** `managed`: with stream management, which is off by default. Its log of every stanza is off, though on by default. */
export const create = ({ api, websocket, domain, application, user }, setting) => {
  const credentials = { appId: application.id, authKey: application.authKey }
  const endpoints = { api_url: api, chat: domain, chat_url: websocket }
  const chat = setting === 'managed' ? { streamManagement: { enable: true } } : {}
  ConnectyCube.init(credentials, { endpoints, debug: { mode: 0 }, chat })
  const waiting = new Map()
  ConnectyCube.chat.onSentMessageCallback = (_lost, sent) => {
    waiting.get(sent?.id)?.()
    waiting.delete(sent?.id)
  }
  return {
    connect: () => ConnectyCube.chat.connect({ userId: user.id, password: user.password }),
    disconnect: () => ConnectyCube.chat.disconnect(),
    onMessage: (listener) => (ConnectyCube.chat.onMessageListener = listener),
    onReady: (listener) => (ConnectyCube.chat.onReconnectListener = listener),
    send: (body) =>
      new Promise((done) => {
        const message = { type: 'chat', body, extension: { save_to_history: 1 }, markable: 1 }
        waiting.set(ConnectyCube.chat.send(user.peerId, message), done)
      }),
    signIn: () => ConnectyCube.createSession({ login: user.login, password: user.password }),
    listDialogs: async () => (await ConnectyCube.chat.dialog.list({ limit: 100 })).items.length,
  }
}
