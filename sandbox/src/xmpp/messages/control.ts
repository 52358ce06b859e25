import { mayRemoveForAll } from '../../state/roles.js'
import type { Store } from '../../state/store.js'
import { markDelivered, markRead } from '../../state/statuses.js'
import { child, elements, textOf, type Element } from '../../xml/element.js'
import { NS } from '../../xml/namespaces.js'

/** What a message stanza is about, in the order of protocol 3.18. */
export type Kind = 'state' | 'marker' | 'replace' | 'remove' | 'message'

export const kindOf = (stanza: Element): Kind => {
  const children = elements(stanza)
  if (children.length > 0 && children.every((item) => item.ns === NS.chatStates || item.name === 'thread'))
    return 'state'
  if (child(stanza, 'received', NS.markers) ?? child(stanza, 'displayed', NS.markers)) return 'marker'
  if (child(stanza, 'replace', NS.correct)) return 'replace'
  return child(stanza, 'remove', NS.remove) === undefined ? 'message' : 'remove'
}

/** `received` and `displayed` change the stored message (protocol 3.9, 4.10). */
const applyMarker = (stanza: Element, userId: number, store: Store): void => {
  const displayed = child(stanza, 'displayed', NS.markers)
  const received = child(stanza, 'received', NS.markers)
  const read = store.messages.byId(displayed?.attrs['id'] ?? '')
  const delivered = store.messages.byId(received?.attrs['id'] ?? '')
  if (read !== undefined) markRead(store, read, userId)
  if (delivered !== undefined) markDelivered(store, delivered, userId)
}

/** Only the author edits (protocol 3.11). */
const applyReplace = (stanza: Element, userId: number, store: Store): void => {
  const message = store.messages.byId(child(stanza, 'replace', NS.correct)?.attrs['id'] ?? '')
  if (message?.senderId !== userId) return
  message.body = textOf(child(stanza, 'body', NS.client))
  message.editedAt = Date.now()
  message.updatedAt = message.editedAt
}

/** Deletes for everyone: the author, in groups also an admin (protocol 3.12, 4.3). */
const applyRemove = (stanza: Element, userId: number, store: Store): void => {
  const message = store.messages.byId(child(stanza, 'remove', NS.remove)?.attrs['id'] ?? '')
  const dialog = store.dialogs.byId(message?.dialogId ?? '')
  if (message === undefined || dialog === undefined || !mayRemoveForAll(dialog, message, userId)) return
  store.messages.remove(message)
}

export const applyControl = (kind: Kind, stanza: Element, userId: number, store: Store): void => {
  if (kind === 'marker') applyMarker(stanza, userId, store)
  if (kind === 'replace') applyReplace(stanza, userId, store)
  if (kind === 'remove') applyRemove(stanza, userId, store)
}
