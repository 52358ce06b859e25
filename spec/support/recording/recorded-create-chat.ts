import { createChat as original } from './../../../lib/create-chat.js'
import { record } from './recorder.js'

/** Stands in for `createChat`: the same, with its issues told to the log. */
export const createChat: typeof original = (config) => {
  const chat = original(config)
  chat.issues$.subscribe({ next: record })
  return chat
}
