import type { MessageId } from '../model/ids.js'
import { requireArgument, requireKeys, requireText } from '../rest/arguments.js'
import { listOf, recordOf, userId } from '../rest/codecs.js'
import { type Call, endpoint, json, text } from '../rest/endpoint.js'
import { changeOf, type Reacted, type Reactors } from './reactions-reducer.js'

/** A call of protocol 4.7. Throws `ChatError` ('argument'). */
export const put = (id: MessageId, changes: Omit<Reacted, 'userId'>): Call<void> => {
  const body = changeOf(changes)
  const reactions = Object.entries(body)
  requireArgument(reactions.length > 0, 'changes', 'a reaction to add or to remove')
  for (const [name, reaction] of reactions) requireText(reaction, name)
  return { path: { id: requireKeys(id, 'messageId') }, body, answer: text }
}

/**
 * `/chat/Message/{id}/reactions` (protocol 4.7). A user has each reaction once: adding one again or removing one that is
 * not there changes nothing.
 */
export const reactionEndpoints = {
  /** Adds a reaction of the user. Cold. */
  add: endpoint('PUT /chat/Message/:id/reactions', (_own, messageId: MessageId, reaction: string) =>
    put(messageId, { add: reaction }),
  ),
  /** Takes a reaction of the user back. Cold. */
  remove: endpoint('PUT /chat/Message/:id/reactions', (_own, messageId: MessageId, reaction: string) =>
    put(messageId, { remove: reaction }),
  ),
  /** Adds one and takes another back, in one call; either may be left out. Cold. */
  update: endpoint('PUT /chat/Message/:id/reactions', (_own, messageId: MessageId, changes: Omit<Reacted, 'userId'>) =>
    put(messageId, changes),
  ),
  /** Everybody's reactions. Cold. */
  list: endpoint('GET /chat/Message/:id/reactions', (_own, messageId: MessageId) => ({
    path: { id: requireKeys(messageId, 'messageId') },
    answer: json<Reactors>(recordOf(listOf(userId))),
  })),
}
