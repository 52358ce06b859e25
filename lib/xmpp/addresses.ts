import type { DialogRef } from '../model/dialog-ref.js'
import type { DialogId, UserId } from '../model/ids.js'
import { parseJid } from './jid.js'

/** Who a JID names in ConnectyCube's terms (protocol 3.1). */
export type Address =
  | { readonly type: 'user'; readonly userId: UserId; readonly resource: string }
  | { readonly type: 'room'; readonly dialogId: DialogId; readonly userId?: UserId }
  | { readonly type: 'other' }

/** Turns ids into JIDs and back, for one application and one chat domain. */
export interface Addresses {
  readonly userName: (userId: UserId) => string
  readonly userJid: (userId: UserId) => string
  readonly roomJid: (dialogId: DialogId) => string
  /** Where a message to the dialog goes. */
  readonly dialogJid: (dialog: DialogRef) => string
  readonly parse: (jid: string | undefined) => Address
}

const other: Address = { type: 'other' }

const positive = (text: string): UserId | undefined => (/^[1-9]\d*$/.test(text) ? Number(text) : undefined)

/** Pure and cheap: no I/O. `appId` and `chatDomain` come from the configuration (protocol 1.1, 3.1). */
export const createAddresses = (appId: number, chatDomain: string, mucDomain = `muc.${chatDomain}`): Addresses => {
  const userName = (userId: UserId): string => `${String(userId)}-${String(appId)}`
  const userJid = (userId: UserId): string => `${userName(userId)}@${chatDomain}`
  const roomJid = (dialogId: DialogId): string => `${String(appId)}_${dialogId}@${mucDomain}`

  // Names are compared whole: other applications share the domains, and theirs are not our users and dialogs.
  const roomPrefix = `${String(appId)}_`
  const parse = (jid: string | undefined): Address => {
    if (jid === undefined) return other
    const { local, domain, resource } = parseJid(jid)
    if (domain === mucDomain) {
      const dialogId = local.startsWith(roomPrefix) ? local.slice(roomPrefix.length) : ''
      const occupant = positive(resource)
      if (dialogId === '') return other
      return occupant === undefined ? { type: 'room', dialogId } : { type: 'room', dialogId, userId: occupant }
    }
    const userId = domain === chatDomain ? positive(local.split('-')[0] ?? '') : undefined
    return userId === undefined || local !== userName(userId) ? other : { type: 'user', userId, resource }
  }

  return {
    userName,
    userJid,
    roomJid,
    dialogJid: (dialog) => (dialog.type === 'private' ? userJid(dialog.opponentId) : roomJid(dialog.dialogId)),
    parse,
  }
}
