import { DIALOG, type Dialog } from '../state/rows.js'
import { el, NS, withAttrs, type Element } from '../xml/index.js'
import { roomJid, userJid } from '../xmpp/jid.js'
import { copyToOwn } from '../xmpp/messages/carbons.js'
import { fanOut } from '../xmpp/messages/group.js'
import { keepOffline } from '../xmpp/offline.js'
import { turnsAway } from '../xmpp/privacy.js'
import type { MessageCall } from './call.js'
import type { Deps } from '../deps.js'

/** Sends what a REST call caused to everyone in the dialog, in the name of the caller. */
export const pushToDialog = (deps: Deps, dialog: Dialog, stanza: Element, userId: number): void => {
  const { settings, hub } = deps
  if (dialog.type !== DIALOG.private) {
    const from = `${roomJid(settings, dialog.id)}/${userId}`
    return fanOut(deps, dialog, withAttrs(stanza, { type: 'groupchat', from }), { userId })
  }
  const opponentId = dialog.occupantIds.find((id) => id !== userId) ?? userId
  const from = userJid(settings, userId)
  const addressed = withAttrs(stanza, { type: 'chat', from, to: userJid(settings, opponentId) })
  // What a list stops does not wait either (protocol 3.16).
  const isWanted = !turnsAway(deps, opponentId, from, 'message')
  if (isWanted && !hub.deliverToUser(opponentId, addressed)) keepOffline(deps, opponentId, addressed)
  copyToOwn(hub, userId, addressed)
}

const announce = (deps: Deps, dialog: Dialog, userId: number, children: readonly Element[]): void =>
  pushToDialog(deps, dialog, el('message', NS.client, { id: deps.store.ids.objectId() }, children), userId)

const inDialog = (dialog: Dialog): Element =>
  el('extraParams', NS.client, {}, [el('dialog_id', NS.client, {}, [dialog.id])])

/** `DELETE …?force=1` sends the removal as a client would (protocol 3.12). */
export const announceRemoval = (deps: Deps, dialog: Dialog, id: string, userId: number): void =>
  announce(deps, dialog, userId, [el('remove', NS.remove, { id }), inDialog(dialog)])

/** protocol 3.12. */
export const announceReaction = (call: MessageCall, add: string | undefined, remove: string | undefined): void => {
  const { dialog, message, user } = call
  const added = add === undefined ? [] : [el('reaction', NS.client, { add: 'true', type: add })]
  const removed = remove === undefined ? [] : [el('reaction', NS.client, { remove: 'true', type: remove })]
  const attrs = { user_id: String(user.id), message_id: message.id }
  announce(call, dialog, user.id, [inDialog(dialog), el('reactions', NS.client, attrs, [...added, ...removed])])
}
