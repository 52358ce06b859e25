import { concat, concatMap, defer, from, mergeMap, repeat, takeWhile, toArray, type Observable } from 'rxjs'
import { WebSocket } from 'ws'
import { createChat, type Attachment, type Dialog } from '../../lib/index.js'
import type { Sandbox } from '../../sandbox/src/index.js'
import { outcome } from '../tour/await.js'
import { historyOf, stanzaOf, type Conversation, type Member, type Said } from './history.js'
import { landscape } from './landscape.js'
import { amongAll, betweenTwo, withCharles, withGrace } from './lines.js'
import { people } from './people.js'

const enter = async (
  { api, websocket, chat: domain, appId, authKey }: Sandbox,
  { id: userId, login, password, fullName }: (typeof people)[number],
): Promise<Member> => {
  const chat = createChat({
    application: { id: appId, authKey },
    endpoints: { api, websocket, chat: domain },
    platform: { WebSocket },
  })
  const ready$ = chat.session.create({ login, password }).pipe(concatMap(() => chat.connection.connect()))
  await outcome(`the connection of ${fullName}`, ready$)
  return { userId, jid: `${String(userId)}-${String(appId)}@${domain}`, chat }
}

const sayAll = (said: readonly Said[], conversation: Conversation): Observable<unknown> => {
  const [{ chat }] = conversation.members
  // Written is not stored yet.
  const isStored$ = defer(() => chat.messages.count(conversation.dialog)).pipe(
    repeat({ delay: 20 }),
    takeWhile((count) => count < said.length),
  )
  const says$ = from(said).pipe(concatMap((one) => one.author.chat.connection.send(stanzaOf(one, conversation))))
  return concat(says$, isStored$)
}

const readAll = (read: readonly Said[], { dialog, members }: Conversation): Observable<unknown> =>
  from(members).pipe(
    concatMap(({ userId, chat }) => {
      const ids = read.filter(({ author }) => author.userId !== userId).map(({ id }) => id)
      return chat.messages.update(dialog, ids, { read: true })
    }),
  )

const reactToAll = (read: readonly Said[], { members }: Conversation): Observable<unknown> =>
  from(read).pipe(
    concatMap(({ id, author, reaction }) =>
      members.flatMap(({ chat, userId }) =>
        reaction === undefined || userId === author.userId ? [] : [chat.reactions.add(id, reaction)],
      ),
    ),
    concatMap((reacts$) => reacts$),
  )

const hold = (conversation: Conversation, picture: Attachment): Observable<unknown> => {
  const said = historyOf(conversation, picture)
  const read = said.slice(0, said.length - conversation.unread)
  return concat(sayAll(said, conversation), readAll(read, conversation), reactToAll(read, conversation))
}

/** Fills a sandbox with four people who have known each other for days. */
export const seed = async (sandbox: Sandbox): Promise<void> => {
  const [first, second, third, fourth] = people
  const [ada, ben, charles, grace] = await Promise.all([
    enter(sandbox, first),
    enter(sandbox, second),
    enter(sandbox, third),
    enter(sandbox, fourth),
  ])
  const upload$ = ben.chat.attachments.upload(landscape(), { name: 'over-the-hill.svg' })
  const picture = await outcome(
    'the picture',
    upload$.pipe(mergeMap((event) => (event.type === 'done' ? [event.attachment] : []))),
  )
  const open = ({ userId }: Member): Promise<Dialog> =>
    outcome('a dialog', ada.chat.dialogs.create({ type: 'private', occupantIds: [userId] }))
  const everybody = [ben, charles, grace].map(({ userId }) => userId)
  const group$ = ada.chat.dialogs.create({ type: 'group', name: 'Analytical Society', occupantIds: everybody })
  const society = await outcome('the group', group$)
  const conversations: readonly Conversation[] = [
    { dialog: await open(charles), members: [ada, charles], lines: withCharles, days: 4, quietFor: 1500, unread: 0 },
    { dialog: await open(grace), members: [ada, grace], lines: withGrace, days: 4, quietFor: 95, unread: 2 },
    { dialog: society, members: [ada, ben, charles, grace], lines: amongAll, days: 4, quietFor: 21, unread: 3 },
    { dialog: await open(ben), members: [ada, ben], lines: betweenTwo, days: 5, quietFor: 2, unread: 0 },
  ]
  const members = [ada, ben, charles, grace]
  const all$ = concat(
    from(conversations).pipe(concatMap((one) => hold(one, picture))),
    from(members).pipe(concatMap(({ chat }) => chat.connection.disconnect())),
  )
  await outcome('the history', all$.pipe(toArray()))
  for (const { chat } of members) chat.destroy()
}
