import type { Chat } from './../../../lib/chat.js'
import type { ChatConfig } from './../../../lib/config.js'
import { createChat as original } from './../../../lib/create-chat.js'
import type { Features } from './../../../lib/features.js'
import { record } from './recorder.js'

/** Stands in for `createChat`: the same, with its issues told to the log. */
export const createChat = new Proxy(original, {
  apply: (create, _self, args: [ChatConfig, Features]) => {
    const chat: Chat = Reflect.apply(create, undefined, args)
    chat.issues$.subscribe({ next: record })
    return chat
  },
})
