import type { ChatWith } from './../../../lib/chat.js'
import type { ChatConfig } from './../../../lib/config.js'
import { createChat as original } from './../../../lib/create-chat.js'
import type { Features } from './../../../lib/features.js'
import { record } from './recorder.js'

/** Stands in for `createChat`: the same, with its issues told to the log. */
export const createChat = <Name extends keyof Features = never>(
  config: ChatConfig,
  features?: Pick<Features, Name>,
): ChatWith<Name> => {
  const chat = original(config, features)
  chat.issues$.subscribe({ next: record })
  return chat
}
