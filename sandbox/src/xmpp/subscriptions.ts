import type { Deps } from '../deps.js'
import type { RosterItem } from '../state/rows.js'
import { el, NS, withAttrs, type Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import { PROBLEM } from './errors.js'
import { userJid } from './jid.js'
import { denies, turnsAway } from './privacy.js'
import { changeItem, rosterItem } from './roster.js'

const STEPS = ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const
export type Step = (typeof STEPS)[number]

export const stepOf = (type: string | undefined): Step | undefined => STEPS.find((step) => step === type)

type Change = Partial<RosterItem> | undefined

/** What a step does to the roster of who takes it; nothing: it makes no sense there (RFC 6121 A.2). */
const SENT: Readonly<Record<Step, (own: RosterItem) => Change>> = {
  subscribe: ({ to }) => ({ ask: !to, listed: true }),
  subscribed: ({ request }) => (request === null ? undefined : { from: true, request: null, listed: true }),
  unsubscribe: () => ({ to: false, ask: false }),
  unsubscribed: () => ({ from: false, request: null }),
}

/** And to the roster of the other (RFC 6121 A.3). */
const RECEIVED: Readonly<Record<Step, (theirs: RosterItem, stanza: Element) => Change>> = {
  subscribe: ({ from }, request) => (from ? undefined : { request }),
  subscribed: ({ ask }) => (ask ? { to: true, ask: false } : undefined),
  unsubscribe: ({ from, request }) => (from || request !== null ? { from: false, request: null } : undefined),
  unsubscribed: ({ to, ask }) => (to || ask ? { to: false, ask: false } : undefined),
}

/** A session's presence as another gets it, unless a list hides it (protocol 3.16). */
export const show = (who: ChatSession, to: ChatSession, presence: Element, deps: Deps): void => {
  if (denies(deps, who, to.bareJid, 'presence-out')) return
  deps.hub.deliver(to, withAttrs(presence, { from: who.jid, to: to.bareJid }))
}

export const showToUser = (who: ChatSession, userId: number, presence: Element, deps: Deps): void => {
  for (const session of deps.hub.availableOf(userId)) show(who, session, presence, deps)
}

export const unavailable = el('presence', NS.client, { type: 'unavailable' })

/** Every presence of one user, or that there is none any more, to the other. */
const showAll = (deps: Deps, userId: number, to: number, isSeen: boolean): void => {
  for (const session of deps.hub.availableOf(userId)) {
    showToUser(session, to, (isSeen ? session.presence : undefined) ?? unavailable, deps)
  }
}

/** One step between two users: both rosters, the stanza, and what presence follows from it (RFC 6121 3). */
export const exchange = (deps: Deps, userId: number, contactId: number, step: Step, stanza?: Element): void => {
  const { settings, store, hub } = deps
  const [from, to] = [userJid(settings, userId), userJid(settings, contactId)]
  const addressed = withAttrs(stanza ?? el('presence', NS.client, { type: step }), { from, to })
  const own = rosterItem(deps, userId, contactId)
  const sent = SENT[step](own)
  if (sent === undefined) return
  changeItem(deps, own, sent)
  const theirs = rosterItem(deps, contactId, userId)
  const received = RECEIVED[step](theirs, addressed)
  if (received === undefined || store.users.byId(contactId) === undefined) return
  // Who blocks the asker is not even asked.
  if (step === 'subscribe' && turnsAway(deps, contactId, from, 'other')) return
  if (step === 'subscribe') store.roster.put({ ...theirs, ...received })
  else changeItem(deps, theirs, received)
  hub.deliverToUser(contactId, addressed)
  if (step === 'subscribed') showAll(deps, userId, contactId, true)
  if (step === 'unsubscribed' && theirs.to) showAll(deps, userId, contactId, false)
  if (step === 'unsubscribe' && theirs.from) showAll(deps, contactId, userId, false)
}

/** A step of a client; nobody subscribes to himself, nor to whom he blocks both ways. */
export const takeStep = (session: ChatSession, stanza: Element, contactId: number, step: Step, deps: Deps): void => {
  if (contactId === session.userId) return
  if (!denies(deps, session, userJid(deps.settings, contactId), 'other')) {
    return exchange(deps, session.userId, contactId, step, stanza)
  }
  deps.hub.refuse(session, stanza, PROBLEM.notAcceptable)
}
