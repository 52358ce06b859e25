import { text } from '../json.js'
import type { Dialog } from '../state/dialogs.js'
import type { Message } from '../state/messages.js'
import { isMember } from '../state/roles.js'
import type { User } from '../state/users.js'
import type { MessageDeps } from '../xmpp/messages/message-deps.js'
import { emptyText, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Handler, type Route } from './call.js'
import { announceReaction } from './push-stanzas.js'

type OnMessage = (call: Call, user: User, message: Message, dialog: Dialog) => Answer

const onMessage = ({ store }: MessageDeps, handle: OnMessage): Handler =>
  forUser((call, user) => {
    const message = store.messages.byId(call.params['ids'] ?? '')
    const dialog = store.dialogs.byId(message?.dialogId ?? '')
    if (message === undefined || dialog === undefined) return REFUSED.notFound
    return isMember(dialog, user.id) ? handle(call, user, message, dialog) : REFUSED.role
  })

/** A set per user and emoji: adding one removes no other (protocol 4.7). */
const react =
  (deps: MessageDeps): OnMessage =>
  ({ body }, user, message, dialog) => {
    const add = text(body['add'])
    const remove = text(body['remove'])
    if (add !== undefined) message.reactions.set(add, (message.reactions.get(add) ?? new Set()).add(user.id))
    if (remove !== undefined) message.reactions.get(remove)?.delete(user.id)
    message.updatedAt = Date.now()
    if (add !== undefined || remove !== undefined) {
      announceReaction(deps, dialog, message.id, user.id, { add, remove })
    }
    return emptyText()
  }

const listReactions: OnMessage = (_call, _user, message) => {
  const given = [...message.reactions].filter(([, users]) => users.size > 0)
  return json(Object.fromEntries(given.map(([emoji, users]) => [emoji, [...users]])))
}

/** protocol 4.7. */
export const reactionRoutes = (deps: MessageDeps): Route[] => [
  { method: 'PUT', path: '/chat/message/:ids/reactions', handle: onMessage(deps, react(deps)) },
  { method: 'GET', path: '/chat/message/:ids/reactions', handle: onMessage(deps, listReactions) },
]
