import type { Settings } from '../options.js'
import type { Store } from '../state/store.js'
import { el } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import type { Hub } from './hub.js'
import { userJid } from './jid.js'

/** Tells who watches the user: 0 seconds for online, 1 for gone (protocol 3.15). */
export const pushActivity = (settings: Settings, store: Store, hub: Hub, userId: number, seconds: 0 | 1): void => {
  for (const session of hub.all()) {
    if (!session.watched.has(userId)) continue
    const query = el('query', NS.last, { seconds: String(seconds) })
    const attrs = { type: 'result', id: store.ids.objectId(), from: userJid(settings, userId), to: session.jid }
    hub.deliver(session, el('iq', NS.client, attrs, [query]))
  }
}

/** 0 while online, nothing for who never was (protocol 3.15). */
export const secondsSinceSeen = (store: Store, hub: Hub, userId: number): number | undefined => {
  if (hub.availableOf(userId).length > 0) return 0
  const seenAt = store.users.byId(userId)?.lastSeenAt
  return seenAt == null ? undefined : Math.max(1, Math.floor((Date.now() - seenAt) / 1000))
}
