import { createChat as original, type ChatConfig, type ChatWith, type Features } from '../../../../lib/index.js'
import { locally, chatOpened } from './surroundings.js'

export * from '../../../../lib/index.js'

/** Stands in for `createChat` in the blocks: the same, on the sandbox of the block, and destroyed after it. */
export const createChat = <Name extends keyof Features = never>(
  config: ChatConfig,
  features?: Pick<Features, Name>,
): ChatWith<Name> => {
  const chat = original(locally(config), features)
  chatOpened(chat)
  return chat
}
