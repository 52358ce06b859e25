import { catchError, throwError, type Observable, type OperatorFunction } from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { Stanza } from '../model/stanza.js'

/** What a stanza of type error means to whoever sent the request (RFC 6120 8.3); retryable where it says `wait`. */
export const stanzaError = ({ error, id }: Stanza, sentence: (condition: string) => string): ChatError<'stanza'> => {
  const { condition = 'undefined-condition', type = 'cancel', code } = error ?? {}
  const detail = { condition, type, ...(code === undefined ? {} : { code }), ...(id === undefined ? {} : { id }) }
  return new ChatError('stanza', sentence(condition), detail, { retryable: type === 'wait' })
}

/** Goes on with `instead$` where the server refused, with one of the conditions if some are named; other errors stay. */
export const whenRefused = <T, U>(
  instead$: Observable<U>,
  ...conditions: readonly string[]
): OperatorFunction<T, T | U> =>
  catchError((error: unknown) => {
    const isMeant =
      isChatError(error, 'stanza') && (conditions.length === 0 || conditions.includes(error.detail.condition))
    return isMeant ? instead$ : throwError(() => error)
  })
