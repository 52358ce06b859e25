import { ChatError } from '../errors/chat-error.js'

/** Throws a `ChatError` of kind `argument`, for use before any request. */
export const requireArgument = (holds: boolean, name: string, expected: string): void => {
  if (!holds) throw new ChatError('argument', `${name}: expected ${expected}`, { name, expected })
}

export const isId = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value > 0

export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

const isCount = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

/** `limit` is clamped to 100 by the server, so a larger one is refused here rather than silently cut. */
export const requirePaging = ({ limit, skip }: { readonly limit?: number; readonly skip?: number }): void => {
  requireArgument(limit === undefined || (isCount(limit, 1) && limit <= 100), 'limit', 'a whole number from 1 to 100')
  requireArgument(skip === undefined || isCount(skip, 0), 'skip', 'a whole number, 0 or more')
}
