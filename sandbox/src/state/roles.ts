import { DIALOG, type Dialog, type Message } from './rows.js'

const RANKS = ['stranger', 'member', 'admin', 'owner', 'nobody'] as const
type Rank = (typeof RANKS)[number]

/** Who may, at least: the table of protocol 4.3. Columns: broadcast, group, private, public. */
const RIGHTS = {
  send: ['admin', 'member', 'member', 'member'],
  hideOthersMessage: ['member', 'member', 'nobody', 'member'],
  removeOthersMessage: ['admin', 'admin', 'nobody', 'admin'],
  removeDialog: ['owner', 'owner', 'admin', 'owner'],
  clearForAll: ['owner', 'owner', 'admin', 'owner'],
  addOccupants: ['nobody', 'member', 'nobody', 'owner'],
  removeOccupants: ['nobody', 'admin', 'nobody', 'owner'],
  block: ['admin', 'nobody', 'nobody', 'admin'],
  editSettings: ['admin', 'member', 'member', 'admin'],
  pin: ['admin', 'admin', 'member', 'admin'],
  appoint: ['owner', 'owner', 'nobody', 'owner'],
} as const satisfies Record<string, readonly [Rank, Rank, Rank, Rank]>

export const isMember = (dialog: Dialog, userId: number): boolean =>
  dialog.type === DIALOG.broadcast || dialog.occupantIds.includes(userId)

/** What a room calls the affiliation, save for strangers. */
export const rankOf = (dialog: Dialog, userId: number): Rank => {
  if (!isMember(dialog, userId)) return 'stranger'
  if (dialog.ownerId === userId) return 'owner'
  return dialog.adminIds.includes(userId) ? 'admin' : 'member'
}

export const may = (action: keyof typeof RIGHTS, dialog: Dialog, userId: number): boolean =>
  RANKS.indexOf(rankOf(dialog, userId)) >= RANKS.indexOf(RIGHTS[action][dialog.type - 1] ?? 'nobody')

/** One's own as one may send, those of others by their own rights. */
export const mayRemove = (dialog: Dialog, message: Message, userId: number, forAll: boolean): boolean =>
  may(message.senderId === userId ? 'send' : forAll ? 'removeOthersMessage' : 'hideOthersMessage', dialog, userId)
