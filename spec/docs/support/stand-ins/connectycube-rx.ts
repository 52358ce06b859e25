import { createChat as original, type Chat, type ChatConfig, type Features } from '../../../../lib/index.js'
import { locally, chatOpened } from './surroundings.js'

export * from '../../../../lib/index.js'

/** Stands in for `createChat` in the blocks: the same, on the sandbox of the block, and destroyed after it. */
export const createChat = new Proxy(original, {
  apply: (create, _self, [config, ...features]: [ChatConfig, Features]) => {
    const chat: Chat = Reflect.apply(create, undefined, [locally(config), ...features])
    chatOpened(chat)
    return chat
  },
})
