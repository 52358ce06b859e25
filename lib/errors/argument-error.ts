import type { UserId } from '../model/ids.js'
import { isRecord } from '../model/is-record.js'
import { ChatError } from './chat-error.js'

/** A wrong argument, found before any request: names it and what was expected, never what was given. */
export const argumentError = (name: string, expected: string): ChatError<'argument'> =>
  new ChatError('argument', `${name}: expected ${expected}.`, { name, expected })

/** Throws it unless the argument is as it has to be. */
export function requireArgument(holds: boolean, name: string, expected: string): asserts holds {
  if (!holds) throw argumentError(name, expected)
}

export const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least

export const isId = (value: unknown): value is UserId => isCount(value, 1)

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

export const checkUserId = (name: string, id: unknown): void =>
  requireArgument(isId(id), name, 'a user id, a positive whole number')

/** Not every app is type-checked. */
export const requireDialog = (dialog: unknown): void =>
  requireArgument(isRecord(dialog), 'dialog', "{ type: 'private', opponentId } or { type, dialogId }")
