/*
 * What the blocks of a page find there unless the page has a preamble of its own: made anew for each block, on a sandbox
 * of its own, and ended after it.
 *
 *   sandbox      the running sandbox; a block that creates a chat or a REST side without endpoints, or with those of
 *                http://127.0.0.1:8080, gets it on this sandbox. Users: ada (101), ben (56), cleo (98), each with the password '…'
 *   chat         Ada's, signed in and ready; you are Ada
 *   ben          Ben's chat, signed in and ready
 *   dialog       Ada's private dialog with Ben
 *   team         a group of Ada, Ben and Cleo, by Ada
 *   message      from Ben in `dialog`: 'Shall we meet?', heard by `chat`, unread
 *   ownMessage   from Ada in `dialog`: 'Tea at four', with the server, delivered to Ben
 *   keystrokes$  emits once
 *   file         a small picture, a `File`
 *   show         takes anything and does nothing: what an app would do with a value
 */
import type { Sandbox } from 'connectycube-sandbox'
import { concatMap, filter, firstValueFrom, forkJoin, last, lastValueFrom, of, timeout, type Observable } from 'rxjs'
import { createChat, withContacts, withLive } from '../support/stand-ins/connectycube-rx.js'
import { startScene } from '../support/stand-ins/surroundings.js'
import type { FullChat, Message, PrivateDialogRef, ReceivedMessage, RoomDialogRef } from '../../../lib/index.js'

type Named<T> = T & { readonly dialogId: string }

declare global {
  var sandbox: Sandbox
  var chat: FullChat
  var ben: FullChat
  var dialog: Named<PrivateDialogRef>
  var team: Named<RoomDialogRef>
  var message: ReceivedMessage
  var ownMessage: Message
  var keystrokes$: Observable<unknown>
  var file: File
  var show: (...values: readonly unknown[]) => void
}

const password = '…'
const users = [
  { id: 101, login: 'ada', password, fullName: 'Ada' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 98, login: 'cleo', password, fullName: 'Cleo' },
]

const signIn = async (login: string): Promise<FullChat> => {
  const chat = createChat({ application: { id: 1, authKey: 'sandbox' } }, { live: withLive, contacts: withContacts })
  const ready$ = chat.session.create({ login, password }).pipe(concatMap(() => chat.connection.connect()))
  await firstValueFrom(ready$.pipe(timeout(5000)))
  return chat
}

export const setUp = async () => {
  const sandbox = await startScene({ users })
  const chat = await signIn('ada')
  const ben = await signIn('ben')
  const heard = firstValueFrom(chat.messages.received$.pipe(filter(({ body }) => body === 'Shall we meet?')))
  const [dialog, team] = await lastValueFrom(
    forkJoin([
      chat.dialogs.create({ type: 'private', occupantIds: [56] }),
      chat.dialogs.create({ type: 'group', name: 'Tea party', occupantIds: [56, 98] }),
    ]),
  )
  await lastValueFrom(ben.messages.send({ type: 'private', opponentId: 101 }, { body: 'Shall we meet?' }))
  const delivered = firstValueFrom(chat.messages.statusChanged$)
  const { message: ownMessage } = await lastValueFrom(chat.messages.send(dialog, { body: 'Tea at four' }).pipe(last()))
  await delivered
  return {
    ...{ sandbox, chat, ben, dialog, team, message: await heard, ownMessage },
    keystrokes$: of('T'),
    file: new File([new Uint8Array([71, 73, 70])], 'tea.gif', { type: 'image/gif' }),
    show: () => undefined,
  }
}
