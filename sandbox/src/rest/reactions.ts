import { text, withItem, without } from '../json.js'
import { emptyText, invalid, json, type Answer } from './answer.js'
import type { MessageCall } from './call.js'
import { announceReaction } from './push-stanzas.js'

/** A set per user and emoji: adding one removes no other (protocol 4.7). */
export const react = (call: MessageCall): Answer => {
  const { input, store, user, message } = call
  const add = text(input['add'])
  const remove = text(input['remove'])
  if (add === undefined && remove === undefined) return invalid('add or remove is required')
  const given = new Map(Object.entries(message.reactions))
  if (add !== undefined) given.set(add, withItem(given.get(add) ?? [], user.id))
  if (remove !== undefined) given.set(remove, without(given.get(remove) ?? [], user.id))
  const reactions = Object.fromEntries([...given].filter(([, users]) => users.length > 0))
  store.messages.patch(message, { reactions, updatedAt: Date.now() })
  announceReaction(call, add, remove)
  return emptyText()
}

/** protocol 4.7. */
export const listReactions = ({ message }: MessageCall): Answer => json(message.reactions)
