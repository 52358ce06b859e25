import type { Chat, LiveChat } from './../../../lib/chat.js'
import type { ChatConfig } from './../../../lib/config.js'
import { createChat as original } from './../../../lib/create-chat.js'
import type { withLive } from './../../../lib/live/with-live.js'
import { record } from './recorder.js'

export function createChat(config: ChatConfig): Chat
export function createChat(config: ChatConfig, live: typeof withLive): LiveChat
/** Stands in for `createChat`: the same, with its issues told to the log. */
export function createChat(config: ChatConfig, live?: typeof withLive): Chat {
  const chat = live === undefined ? original(config) : original(config, live)
  chat.issues$.subscribe({ next: record })
  return chat
}
