import type { Attachment, Chat, Dialog, Json, MessageStanza } from '../../lib/index.js'
import type { Line } from './lines.js'

export interface Member {
  readonly userId: number
  readonly jid: string
  readonly chat: Chat
}

export interface Conversation {
  readonly dialog: Dialog
  readonly members: readonly [Member, ...Member[]]
  readonly lines: readonly Line[]
  /** One round of the lines each. */
  readonly days: number
  /** Minutes since the last one was said. */
  readonly quietFor: number
  /** So many of the newest are not read yet. */
  readonly unread: number
}

/** What somebody said, some time ago. */
export interface Said extends Line {
  readonly id: string
  readonly author: Member
  readonly at: number
  readonly params: Readonly<Record<string, Json>>
  readonly attachments: readonly Attachment[]
}

const minute = 60_000
const day = 24 * 60 * minute

/** As every id of a message it begins with its time. */
const idAt = (at: number, count: number): string =>
  Math.floor(at / 1000).toString(16) + count.toString(16).padStart(16, '0')

/** The lines over and over, once a day. */
export const historyOf = (
  { dialog, members, lines, days, quietFor }: Conversation,
  picture: Attachment,
): readonly Said[] => {
  const now = Date.now()
  const said: Said[] = []
  for (let round = days - 1; round >= 0; round--) {
    for (const [index, line] of lines.entries()) {
      const at = now - round * day - (quietFor + (lines.length - 1 - index) * 2) * minute
      const answered = line.reply === undefined ? undefined : said.at(-line.reply)
      said.push({
        ...line,
        id: idAt(at, dialog.createdAt + said.length),
        author: members[line.who] ?? members[0],
        at,
        params: answered === undefined ? {} : { replyTo: answered.id },
        attachments: line.picture === true ? [picture] : [],
      })
    }
  }
  return said
}

/** A message of the past: the SDK stamps what it sends with the time of sending, so this is a stanza of our own. */
export const stanzaOf = (
  { id, body, at, author, params, attachments }: Said,
  { dialog, members }: Conversation,
): MessageStanza => {
  const other = members.find((member) => member !== author)
  const isPrivate = dialog.type === 'private'
  const known = { save_to_history: '1', date_sent: String(Math.floor(at / 1000)), dialog_id: dialog.dialogId }
  return {
    kind: 'message',
    type: isPrivate ? 'chat' : 'groupchat',
    id,
    to: (isPrivate ? other?.jid : dialog.roomJid) ?? undefined,
    body,
    extraParams: { params: { ...params, ...known }, attachments },
  }
}
