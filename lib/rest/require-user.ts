import { ChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'

/** The signed-in user's id, or throws a `ChatError` of kind `session`. */
export const requireUser = (userId: () => UserId | null | undefined): UserId => {
  const id = userId()
  if (id === null || id === undefined)
    throw new ChatError('session', 'No signed-in user: subscribe to session.create(credentials) first', {
      reason: 'no-user',
    })
  return id
}
