import { concat, concatMap, defer, filter, from, ignoreElements, last, mergeMap, toArray, type Observable } from 'rxjs'
import { WebSocket } from 'ws'
import { createChat, type Attachment, type Chat, type Dialog, type Json, type MessageStanza } from '../../lib/index.js'
import type { Sandbox } from '../../sandbox/src/index.js'
import { outcome } from '../tour/await.js'
import { landscape } from './landscape.js'
import { amongAll, betweenTwo, withCharles, withGrace, type Line } from './lines.js'
import { people } from './people.js'

interface Member {
  readonly userId: number
  readonly jid: string
  readonly chat: Chat
}

/** One who says something, long ago. */
interface Said extends Line {
  readonly id: string
  readonly author: Member
  readonly at: number
  readonly params: Readonly<Record<string, Json>>
  readonly attachments: readonly Attachment[]
}

interface Conversation {
  readonly dialog: Dialog
  readonly members: readonly Member[]
  readonly lines: readonly Line[]
  readonly times: number
  /** The last of them are left unread. */
  readonly unread: number
}

const minute = 60_000
const day = 24 * 60 * minute

const enter = async ({ api, websocket, chat: domain, appId, authKey }: Sandbox): Promise<readonly Member[]> =>
  Promise.all(
    people.map(async ({ id: userId, login, password, fullName }) => {
      const chat = createChat({
        application: { id: appId, authKey },
        endpoints: { api, websocket, chat: domain },
        platform: { WebSocket },
      })
      const ready$ = chat.session.create({ login, password }).pipe(concatMap(() => chat.connection.connect()))
      await outcome(`the connection of ${fullName}`, ready$)
      return { userId, jid: `${String(userId)}-${String(appId)}@${domain}`, chat }
    }),
  )

/** An id with its time in front, as every message has one. */
const idAt = (at: number, count: number): string =>
  Math.floor(at / 1000).toString(16) + count.toString(16).padStart(16, '0')

/** The lines over and over, one round a day, the last of them half an hour ago. */
const history = ({ dialog, members, lines, times }: Conversation, picture: Attachment): readonly Said[] => {
  const now = Date.now()
  const all = Array.from({ length: times }, (_, round) => lines.map((line) => ({ ...line, round }))).flat()
  const said: Said[] = []
  for (const [index, { round, ...line }] of all.entries()) {
    const inRound = lines.length - (index % lines.length)
    const at = now - (times - 1 - round) * day - 30 * minute - inRound * 3 * minute
    const author = members[line.who]
    if (author === undefined) continue
    const answered = line.reply === undefined ? undefined : said.at(-line.reply)
    const isPicture = line.body.startsWith('Walking home')
    said.push({
      ...{ ...line, author, at, id: idAt(at, index + dialog.createdAt) },
      params: answered === undefined ? {} : { replyTo: answered.id },
      attachments: isPicture ? [picture] : [],
    })
  }
  return said
}

/** A message of the past: the SDK stamps what it sends with the time of sending, so this is a stanza of our own. */
const stanzaOf = (
  { id, body, at, author, params, attachments }: Said,
  { dialog, members }: Conversation,
): MessageStanza => {
  const other = members.find((member) => member !== author)
  const date = String(Math.floor(at / 1000))
  return {
    ...{ kind: 'message', id, body },
    type: dialog.type === 'private' ? 'chat' : 'groupchat',
    to: dialog.type === 'private' ? other?.jid : (dialog.roomJid ?? undefined),
    extraParams: {
      params: { ...params, save_to_history: '1', date_sent: date, dialog_id: dialog.dialogId },
      attachments,
    },
  }
}

/** Says all of a conversation; then reads it and reacts, as far as that goes. */
const hold = (conversation: Conversation, picture: Attachment): Observable<unknown> => {
  const { dialog, members, unread } = conversation
  const said = history(conversation, picture)
  const read = said.slice(0, said.length - unread)
  const says$ = from(said).pipe(concatMap((one) => one.author.chat.connection.send(stanzaOf(one, conversation))))
  const reads$ = from(members).pipe(
    concatMap(({ userId, chat }) =>
      chat.messages.update(
        dialog,
        read.filter(({ author }) => author.userId !== userId).map(({ id }) => id),
        { read: true },
      ),
    ),
  )
  const reactions$ = from(read).pipe(
    filter(({ reaction }) => reaction !== undefined),
    concatMap(({ id, author, reaction = '' }) =>
      from(members.filter((member) => member !== author)).pipe(
        concatMap(({ chat }) => chat.reactions.add(id, reaction)),
      ),
    ),
  )
  return concat(says$, reads$, reactions$)
}

/** Fills a sandbox with four people who have known each other for days. */
export const seed = async (sandbox: Sandbox): Promise<void> => {
  const members = await enter(sandbox)
  const [ada, ben, charles, grace] = members
  if (ada === undefined || ben === undefined || charles === undefined || grace === undefined) return
  const { dialogs, attachments } = ada.chat
  const upload$ = ben.chat.attachments
    .upload(landscape(), { name: 'over-the-hill.svg' })
    .pipe(mergeMap((event) => (event.type === 'done' ? [event.attachment] : [])))
  const picture = await outcome('the picture', upload$)
  void attachments
  const open = ({ userId }: Member): Promise<Dialog> =>
    outcome('a dialog', dialogs.create({ type: 'private', occupantIds: [userId] }))
  const others = [ben, charles, grace].map(({ userId }) => userId)
  const society = await outcome(
    'the group',
    dialogs.create({ type: 'group', name: 'Analytical Society', occupantIds: others }),
  )
  const conversations: readonly Conversation[] = [
    { dialog: await open(charles), members: [ada, charles], lines: withCharles, times: 3, unread: 0 },
    { dialog: await open(grace), members: [ada, grace], lines: withGrace, times: 4, unread: 2 },
    { dialog: society, members, lines: amongAll, times: 5, unread: 3 },
    { dialog: await open(ben), members: [ada, ben], lines: betweenTwo, times: 5, unread: 0 },
  ]
  const all$ = from(conversations).pipe(
    concatMap((one) => hold(one, picture)),
    toArray(),
  )
  await outcome('the history', all$)
  const leave$ = from(members).pipe(
    concatMap(({ chat }) => chat.connection.disconnect()),
    ignoreElements(),
  )
  await outcome(
    'the way out',
    concat(
      leave$,
      defer(() => [null]),
    ).pipe(last()),
  )
  for (const { chat } of members) chat.destroy()
}
