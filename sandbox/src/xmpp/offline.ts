import { hostname } from 'node:os'
import type { Basis } from '../basis.js'
import { child, el, elements, NS, withChildren, type Element } from '../xml/index.js'

/** A bare chat state. */
export const isStateOnly = (stanza: Element): boolean => {
  const children = elements(stanza)
  return children.length > 0 && children.every((item) => item.ns === NS.chatStates || item.name === 'thread')
}

const isCarbon = (stanza: Element): boolean =>
  child(stanza, 'sent', NS.carbons) !== undefined || child(stanza, 'received', NS.carbons) !== undefined

/** Chat and normal messages with anything but a bare chat state (protocol 3.10, 8). */
export const isStorable = (stanza: Element): boolean => {
  if (stanza.name !== 'message' || isCarbon(stanza) || isStateOnly(stanza)) return false
  const type = stanza.attrs['type'] ?? 'normal'
  return type === 'chat' || type === 'normal'
}

/** Stamped with `<delay/>`, unless it is already (protocol 3.10). */
export const keepOffline = ({ settings, store }: Basis, userId: number, stanza: Element): void => {
  const attrs = { stamp: new Date().toISOString(), from: settings.chat }
  const delay = el('delay', NS.delay, attrs, [`Offline Storage - ${hostname()}`])
  const isStamped = child(stanza, 'delay', NS.delay) !== undefined
  const stamped = isStamped ? stanza : withChildren(stanza, [...stanza.children, delay])
  store.waiting.put({ id: store.ids.integer(), userId, stanza: stamped })
}

/** Everything kept for the user, oldest first; nothing is left. */
export const takeOffline = ({ store: { waiting } }: Basis, userId: number): Element[] => {
  const kept = waiting.of(userId)
  for (const { id } of kept) waiting.remove(id)
  return kept.map(({ stanza }) => stanza)
}
