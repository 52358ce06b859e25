import type { Deps } from '../deps.js'
import { el, NS } from '../xml/index.js'
import { userJid } from './jid.js'
import { denies, turnsAway } from './privacy.js'

/** Tells who watches the user, unless a list is between them (protocol 3.16): 0 seconds for online, 1 for gone (3.15). */
export const pushActivity = (deps: Deps, userId: number, seconds: 0 | 1): void => {
  const { settings, store, hub } = deps
  const from = userJid(settings, userId)
  for (const session of hub.all()) {
    if (!session.watched.has(userId) || denies(deps, session, from, 'presence-in')) continue
    if (turnsAway(deps, userId, session.jid, 'presence-out')) continue
    const query = el('query', NS.last, { seconds: String(seconds) })
    const attrs = { type: 'result', id: store.ids.objectId(), from, to: session.jid }
    hub.deliver(session, el('iq', NS.client, attrs, [query]))
  }
}

/** 0 while online, nothing for who never was (protocol 3.15). */
export const secondsSinceSeen = ({ store, hub }: Deps, userId: number): number | undefined => {
  if (hub.availableOf(userId).length > 0) return 0
  const seenAt = store.users.byId(userId)?.lastSeenAt
  return seenAt == null ? undefined : Math.max(1, Math.floor((Date.now() - seenAt) / 1000))
}
