// One user of the unmodified official SDK. It is a module-level singleton, so each user gets a process of its own.
import ConnectyCube from 'connectycube'

const tell = (event) => process.send?.(event)

// A delayed message holds a tree with cycles, so only what is looked at is told.
const told = (userId, { id, type, body, dialog_id, extension }) =>
  tell({ event: 'message', userId, message: { id, type, body, dialog_id, extension } })

/** What a test may ask for; the answer goes back under the id of the question. */
const actions = {
  signIn: async ({ sandbox, login, password }) => {
    const credentials = { appId: sandbox.appId, authKey: sandbox.authKey }
    const endpoints = { api_url: sandbox.api, chat: sandbox.chat, chat_url: sandbox.websocket }
    ConnectyCube.init(credentials, { endpoints, debug: { mode: 0 }, chat: { streamManagement: { enable: true } } })
    ConnectyCube.chat.onMessageListener = (userId, message) => told(userId, message)
    ConnectyCube.chat.onDeliveredStatusListener = (id, dialogId, userId) =>
      tell({ event: 'delivered', id, dialogId, userId })
    ConnectyCube.chat.onSentMessageCallback = (lost, sent) => tell({ event: 'sent', lost: lost?.id, sent: sent?.id })
    const session = await ConnectyCube.createSession({ login, password })
    await ConnectyCube.chat.connect({ userId: session.user.id, password })
    return session.user.id
  },
  createDialog: (params) => ConnectyCube.chat.dialog.create(params),
  listDialogs: (params) => ConnectyCube.chat.dialog.list(params),
  history: (params) => ConnectyCube.chat.message.list(params),
  send: async ({ to, message }) => ConnectyCube.chat.send(to, message),
  disconnect: async () => ConnectyCube.chat.disconnect(),
}

process.on('message', async ({ id, action, argument }) => {
  try {
    tell({ id, result: await actions[action](argument) })
  } catch (error) {
    tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error) })
  }
})
