// The chats of the case `routing`, each with the messages of so many dialogs listened to.
import type { Commands } from './figures.js'
import { sessionAnswer } from './rest-answer.js'
import { each, failed, openVirtualChat, type VirtualChat } from './virtual-chat.js'

const dialogs = 1000

const sites = new Map<number, VirtualChat>()
let heard = 0

export const commands: Commands = {
  open: (listened = 0) => {
    const site = openVirtualChat(sessionAnswer)
    for (let at = 0; at < listened; at++) {
      const dialog = { type: 'private', opponentId: 101 + at } as const
      site.chat.messages.in(dialog).subscribe({ next: () => heard++, error: failed })
    }
    sites.set(listened, site)
    return {}
  },
  receive: (listened = 0, count = 0) => {
    heard = 0
    const figures = each(count, () => sites.get(listened)?.receive(count, dialogs))
    if (heard !== (count * listened) / dialogs) throw new Error(`${String(heard)} messages were heard`)
    return figures
  },
}
