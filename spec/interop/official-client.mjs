// One user of the unmodified official SDK. It is a module-level singleton, so each user gets a process of its own.
import ConnectyCube from 'connectycube'

// A delayed message holds a tree with cycles.
const plain = (value) =>
  JSON.parse(JSON.stringify(value ?? null, (key, inner) => (key === 'delay' ? undefined : inner)))
const tell = (event) => process.send?.(event)

const LISTENERS = {
  message: 'onMessageListener',
  system: 'onSystemMessageListener',
  typing: 'onMessageTypingListener',
  updated: 'onMessageUpdateListener',
  deleted: 'onMessageDeleteListener',
  reactions: 'onMessageReactionsListener',
  delivered: 'onDeliveredStatusListener',
  read: 'onReadStatusListener',
  activity: 'onLastUserActivityListener',
  failed: 'onMessageErrorListener',
}

/** What takes more than one call, or arguments that are no JSON. */
const actions = {
  start: async ({ sandbox, login, password, isOnline = true }) => {
    const credentials = { appId: sandbox.appId, authKey: sandbox.authKey }
    const endpoints = { api_url: sandbox.api, chat: sandbox.chat, chat_url: sandbox.websocket }
    ConnectyCube.init(credentials, { endpoints, debug: { mode: 0 }, chat: { streamManagement: { enable: true } } })
    for (const [event, name] of Object.entries(LISTENERS)) {
      ConnectyCube.chat[name] = (...values) => tell({ event, values: plain(values) })
    }
    ConnectyCube.chat.onSentMessageCallback = (lost, sent) => tell({ event: 'sent', values: [lost?.id, sent?.id] })
    const session = await ConnectyCube.createSession({ login, password })
    if (isOnline) await ConnectyCube.chat.connect({ userId: session.user.id, password })
    return session.user.id
  },
  upload: ({ base64, ...params }) =>
    ConnectyCube.storage.createAndUpload({ ...params, file: Buffer.from(base64, 'base64') }),
}

/** `chat.dialog.create` and the like, on its own object. */
const call = (path, values) => {
  const names = path.split('.')
  const method = names.pop()
  const owner = names.reduce((object, name) => object[name], ConnectyCube)
  return owner[method](...values)
}

process.on('message', async ({ id, action, values }) => {
  try {
    tell({ id, result: plain(await (actions[action] ?? ((...all) => call(action, all)))(...values)) })
  } catch (error) {
    tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : error })
  }
})
