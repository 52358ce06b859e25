import type { Cause } from '../model/connection-state.js'
import { isChatError } from './chat-error.js'

/** What an error tells in a state. */
export const causeOf = (error: unknown): Cause =>
  isChatError(error)
    ? { tag: error._tag, message: error.message }
    : { tag: 'unknown', message: 'The app’s own code failed.' }
