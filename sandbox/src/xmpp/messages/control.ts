import { mayRemove } from '../../state/roles.js'
import type { Store } from '../../state/store.js'
import { mark } from '../../state/statuses.js'
import { child, NS, textOf, type Element } from '../../xml/index.js'
import { isStateOnly } from '../offline.js'

/** What a message stanza is about, in the order of protocol 3.18. */
export type Kind = 'state' | 'marker' | 'replace' | 'remove' | 'message'

export const kindOf = (stanza: Element): Kind => {
  if (isStateOnly(stanza)) return 'state'
  if (child(stanza, 'received', NS.markers) ?? child(stanza, 'displayed', NS.markers)) return 'marker'
  if (child(stanza, 'replace', NS.correct)) return 'replace'
  return child(stanza, 'remove', NS.remove) === undefined ? 'message' : 'remove'
}

type Effect = (stanza: Element, userId: number, store: Store) => void

/** `received` and `displayed` change the stored message (protocol 3.9, 4.10). */
const applyMarker: Effect = (stanza, userId, store) => {
  const read = store.messages.byId(child(stanza, 'displayed', NS.markers)?.attrs['id'])
  const delivered = store.messages.byId(child(stanza, 'received', NS.markers)?.attrs['id'])
  if (read !== undefined) mark(store, read, userId, 'read')
  if (delivered !== undefined) mark(store, delivered, userId, 'delivered')
}

/** Only the author edits; with the last message the dialog changes, too (protocol 3.11). */
const applyReplace: Effect = (stanza, userId, store) => {
  const { id, last } = child(stanza, 'replace', NS.correct)?.attrs ?? {}
  const message = store.messages.byId(id)
  if (message?.senderId !== userId) return
  const now = Date.now()
  const dialog = store.dialogs.byId(message.dialogId)
  if (dialog !== undefined && last === 'true') store.dialogs.patch(dialog, { updatedAt: now })
  store.messages.patch(message, { body: textOf(child(stanza, 'body', NS.client)), editedAt: now, updatedAt: now })
}

/** Deletes for everyone: the author, in groups also an admin (protocol 3.12, 4.3). */
const applyRemove: Effect = (stanza, userId, store) => {
  const message = store.messages.byId(child(stanza, 'remove', NS.remove)?.attrs['id'])
  const dialog = store.dialogs.byId(message?.dialogId)
  if (message === undefined || dialog === undefined || !mayRemove(dialog, message, userId, true)) return
  store.messages.remove(message.id)
}

const EFFECTS: Partial<Record<Kind, Effect>> = { marker: applyMarker, replace: applyReplace, remove: applyRemove }

export const applyControl = (kind: Kind, ...about: Parameters<Effect>): void => EFFECTS[kind]?.(...about)
