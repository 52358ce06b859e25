import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Json, Message } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'

/** What the server adds to every stanza of a dialog, to its own pushes too. */
const addedKeys: ReadonlySet<string> = new Set(['dialog_id', 'message_id'])

/** What the protocol keeps among the custom params (protocol 3.7). */
export const protocolKeys: ReadonlySet<string> = new Set([
  ...addedKeys,
  ...['save_to_history', 'date_sent', 'silent', 'markable', 'moduleIdentifier'],
])

const noExtras: NonNullable<MessageStanza['extraParams']> = { params: {}, attachments: [] }

const objectId = /^[0-9a-f]{24}$/i

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Seconds, or milliseconds as some SDKs send them, or decimals: one instant, in whole seconds as REST keeps it (protocol A3). */
export const instantOf = (text: string | undefined): EpochMs | undefined => {
  const value = Number(text)
  if (text === undefined || !Number.isFinite(value) || value <= 0) return undefined
  return Math.floor(value > 1e11 ? value / 1000 : value) * 1000
}

/** No message but something else: an edit, a removal, a reaction; without a body, a status or a chat state (protocol 3.18). */
const isControl = ({ body, chatState, marker, replace, remove, reactions }: MessageStanza): boolean => {
  if ((replace ?? remove ?? reactions) !== undefined) return true
  // A status may come along with a message, which is one all the same.
  if (marker !== undefined && marker.type !== 'markable') return body === undefined || body === ''
  return chatState !== undefined && body === undefined
}

/** A push of the server that is not spoken here, a reaction for one (protocol 3.12): no body, nothing a sender gave. */
const saysNothing = ({ body, extraParams = noExtras }: MessageStanza): boolean => {
  const { params, attachments } = extraParams
  return body === undefined && attachments.length === 0 && Object.keys(params).every((key) => addedKeys.has(key))
}

/** Whose message in which dialog; `undefined` when it is not between users or in a room (protocol 3.1). */
export const conversationOf = (
  stanza: MessageStanza,
  direction: Message['direction'],
  addresses: Addresses,
): Pick<Message, 'dialog' | 'senderId'> | undefined => {
  const from = addresses.parse(stanza.from)
  if (stanza.type === 'groupchat') {
    if (from.type !== 'room' || from.userId === undefined) return undefined
    return { dialog: { type: 'group', dialogId: from.dialogId }, senderId: from.userId }
  }
  const peer = direction === 'incoming' ? from : addresses.parse(stanza.to)
  if (stanza.type !== 'chat' || from.type !== 'user' || peer.type !== 'user') return undefined
  const dialogId = textOf(stanza.extraParams?.params['dialog_id'])
  const { userId: opponentId } = peer
  const dialog =
    dialogId === undefined
      ? ({ type: 'private', opponentId } as const)
      : ({ type: 'private', opponentId, dialogId } as const)
  return { dialog, senderId: from.userId }
}

/** Seconds after which a message is to vanish. */
export const isLifetime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** The id it is stored under: a server replaces one that is no ObjectId and tells (protocol 3.6). */
const idOf = ({ id, extraParams }: MessageStanza): string | undefined =>
  id !== undefined && objectId.test(id) ? id : (textOf(extraParams?.params['message_id']) ?? id)

const isSet = (value: Json | undefined): boolean => ['1', 'true'].includes(textOf(value) ?? '')

/** The element, or the param of those who write it there (protocol 3.9). */
const isMarkable = ({ marker, extraParams }: MessageStanza): boolean =>
  marker?.type === 'markable' || isSet(extraParams?.params['markable'])

const customOf = (params: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> => {
  const custom: Record<string, Json> = {}
  for (const key of Object.keys(params)) {
    const value = params[key]
    if (value !== undefined && !protocolKeys.has(key)) custom[key] = value
  }
  return custom
}

/** A stanza → the message it is; `undefined` when it is none. `now` stands in where no time is told. */
export const toMessage = (
  stanza: MessageStanza,
  direction: Message['direction'],
  addresses: Addresses,
  now: EpochMs,
): Message | undefined => {
  if (isControl(stanza) || saysNothing(stanza)) return undefined
  const conversation = conversationOf(stanza, direction, addresses)
  const { params, attachments } = stanza.extraParams ?? noExtras
  const id = idOf(stanza)
  if (conversation === undefined || id === undefined) return undefined
  return {
    id,
    ...conversation,
    direction,
    body: stanza.body ?? null,
    sentAt: instantOf(textOf(params['date_sent'])) ?? stanza.delayedAt ?? now,
    markable: isMarkable(stanza),
    ...(isSet(params['save_to_history']) ? { saved: true } : {}),
    attachments,
    params: customOf(params),
    ...(isLifetime(stanza.destroyAfter) ? { destroyAfter: stanza.destroyAfter } : {}),
  }
}

/** A stanza of ours as others get it. */
export const asSent = (stanza: MessageStanza, userId: UserId, addresses: Addresses): MessageStanza => ({
  from: stanza.type === 'groupchat' ? `${stanza.to ?? ''}/${String(userId)}` : addresses.userJid(userId),
  ...stanza,
})

/** Where a stanza to a dialog goes. */
export const toDialog = (dialog: DialogRef, addresses: Addresses): Pick<MessageStanza, 'type' | 'to'> => ({
  type: dialog.type === 'private' ? 'chat' : 'groupchat',
  to: addresses.dialogJid(dialog),
})

/** What names the dialog in a stanza that is no message itself. */
export const dialogParam = ({ dialogId }: DialogRef): Pick<MessageStanza, 'extraParams'> =>
  dialogId === undefined ? {} : { extraParams: { params: { dialog_id: dialogId }, attachments: [] } }

/** A message of ours → its stanza (protocol 3.7). */
export const toStanza = (
  message: Message,
  { saveToHistory = true, silent = false }: { readonly saveToHistory?: boolean; readonly silent?: boolean },
  addresses: Addresses,
): MessageStanza & { readonly id: string } => {
  const { id, dialog, body, sentAt, markable, attachments, params, destroyAfter } = message
  const { dialogId } = dialog
  return {
    kind: 'message',
    ...toDialog(dialog, addresses),
    id,
    ...(body === null ? {} : { body }),
    extraParams: {
      params: {
        date_sent: String(sentAt / 1000),
        // What is to vanish is not kept (protocol A39).
        ...(saveToHistory && destroyAfter === undefined ? { save_to_history: '1' } : {}),
        ...(dialogId === undefined ? {} : { dialog_id: dialogId }),
        ...(silent ? { silent: '1' } : {}),
        ...params,
      },
      attachments,
    },
    ...(markable ? { marker: { type: 'markable' } } : {}),
    ...(destroyAfter === undefined ? {} : { destroyAfter }),
  }
}
