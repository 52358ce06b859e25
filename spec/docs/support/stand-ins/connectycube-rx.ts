import {
  createChat as original,
  type Chat,
  type ChatConfig,
  type LiveChat,
  type withLive,
} from '../../../../lib/index.js'
import { locally, chatOpened } from './surroundings.js'

export * from '../../../../lib/index.js'

export function createChat(config: ChatConfig): Chat
export function createChat(config: ChatConfig, live: typeof withLive): LiveChat
/** Stands in for `createChat` in the blocks: the same, on the sandbox of the block, and destroyed after it. */
export function createChat(config: ChatConfig, live?: typeof withLive): Chat {
  const chat = live === undefined ? original(locally(config)) : original(locally(config), live)
  chatOpened(chat)
  return chat
}
