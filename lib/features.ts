import type { withContacts } from './contacts/with-contacts.js'
import { ChatError } from './errors/chat-error.js'
import type { withLive } from './live/with-live.js'
import { isRecord } from './model/is-record.js'

/** What an app may hand to `createChat`, by the name of the property that each gives. */
export interface Features {
  /** `withLive`, for `chat.live`. */
  readonly live: typeof withLive
  /** `withContacts`, for `chat.contacts`. */
  readonly contacts: typeof withContacts
}

/** Not every app is type-checked. Throws `ChatError` ('config') that names every wrong one. */
export const checkFeatures = (features: unknown): void => {
  const wrong = isRecord(features)
    ? Object.keys(features).filter((name) => !/^(live|contacts)$/.test(name) || typeof features[name] !== 'function')
    : ['']
  const issues = wrong.map((name) => `features${name && '.'}${name}: expected live: withLive or contacts: withContacts`)
  if (issues.length > 0) throw new ChatError('config', `${issues.join('. ')}.`, { issues })
}
