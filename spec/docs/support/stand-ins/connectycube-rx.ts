import { createChat as original } from '../../../../lib/index.js'
import { locally, chatOpened } from './surroundings.js'

export * from '../../../../lib/index.js'

/** Stands in for `createChat` in the blocks: the same, on the sandbox of the block, and destroyed after it. */
export const createChat: typeof original = (config) => {
  const chat = original(locally(config))
  chatOpened(chat)
  return chat
}
