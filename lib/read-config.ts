import { fieldComplaints, groupComplaints } from './config-checks.js'
import type { ChatConfig, Settings } from './config.js'
import { ChatError } from './errors/chat-error.js'

/** What a chat does by itself. */
const habits = ({ delivered = 'markable', activity = 'visible', dialogNotices = true }: ChatConfig) => ({
  delivered,
  activity,
  dialogNotices,
})

const filled = (config: ChatConfig): Settings => {
  const { endpoints = {}, reconnection = {}, timeouts = {} } = config
  const chat = endpoints.chat ?? 'chat.connectycube.com'
  return {
    application: config.application,
    api: [endpoints.api ?? 'https://api.connectycube.com'].flat(),
    websocket: [endpoints.websocket ?? 'wss://chat.connectycube.com:5291'].flat(),
    chat,
    muc: endpoints.muc ?? `muc.${chat}`,
    tries: reconnection.policy?.tries ?? reconnection.totalReconnections ?? 5,
    reconnectionTimeout: reconnection.reconnectionTimeout ?? 5000,
    policy: reconnection.policy,
    ...habits(config),
    resource: config.resource,
    timeouts: { rest: 30_000, request: 10_000, handshake: 20_000, answer: 6000, silence: 12_000, ...timeouts },
    maxStanzaBytes: config.maxStanzaBytes ?? 262_144,
  }
}

const invalid = (issues: readonly string[]): ChatError =>
  new ChatError('config', `The configuration of createChat is not valid. ${issues.join('. ')}.`, { issues })

/** Fills the defaults and checks all fields at once. Throws `ChatError` ('config') that names every wrong one, and no value. */
export const readConfig = (config: ChatConfig): Settings => {
  const groups = groupComplaints(config)
  if (groups.length > 0) throw invalid(groups)
  const settings = filled(config)
  const issues = fieldComplaints(config, settings)
  if (issues.length > 0) throw invalid(issues)
  // As the domains of incoming JIDs are read.
  return { ...settings, chat: settings.chat.toLowerCase(), muc: settings.muc.toLowerCase() }
}
