// One user of the unmodified official SDK. It is a module-level singleton, so each user gets a process of its own.
import dns from 'node:dns'
import ConnectyCube from 'connectycube'

// It takes the XMPP domain from the host of the URL, and not every machine resolves names below localhost.
const { lookup } = dns
dns.lookup = (host, ...rest) => lookup(host.endsWith('.localhost') ? '127.0.0.1' : host, ...rest)

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
  /** Without a login the user is connected by id: no REST is there. */
  start: async ({ sandbox, login, userId, password, isOnline = true, chat = {} }) => {
    const credentials = { appId: sandbox.appId, authKey: sandbox.authKey }
    const endpoints = { api_url: sandbox.api, chat: sandbox.chat, chat_url: sandbox.websocket }
    const settings = { streamManagement: { enable: true }, ...chat }
    ConnectyCube.init(credentials, { endpoints, debug: { mode: 0 }, chat: settings })
    for (const [event, name] of Object.entries(LISTENERS)) {
      ConnectyCube.chat[name] = (...values) => tell({ event, values: plain(values) })
    }
    ConnectyCube.chat.onSentMessageCallback = (lost, sent) => tell({ event: 'sent', values: [lost?.id, sent?.id] })
    ConnectyCube.chat.onDisconnectedListener = () => tell({ event: 'up', values: [false] })
    ConnectyCube.chat.onReconnectListener = () => tell({ event: 'up', values: [true] })
    const id = login === undefined ? userId : (await ConnectyCube.createSession({ login, password })).user.id
    if (isOnline) await ConnectyCube.chat.connect({ userId: id, password })
    if (isOnline) tell({ event: 'up', values: [true] })
    return id
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
