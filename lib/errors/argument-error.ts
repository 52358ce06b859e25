import { ChatError } from './chat-error.js'

/** A wrong argument, found before any request: names it and what was expected, never what was given. */
export const argumentError = (name: string, expected: string): ChatError<'argument'> =>
  new ChatError('argument', `${name}: expected ${expected}.`, { name, expected })
