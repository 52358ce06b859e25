import type { Observable } from 'rxjs'
import { argumentError } from '../errors/argument-error.js'
import type { UserId } from '../model/ids.js'
import type { Answer } from '../platform/ask-app.js'

/** Who connects, and the password: the user's own, or a current session token. */
export interface ChatCredentials {
  readonly userId: UserId
  readonly password: string
  /** Asked once per attempt when the server refuses the password: a token may have expired without our knowledge. */
  readonly renew?: () => Observable<ChatCredentials>
}

/**
 * Credentials, or a function that is asked anew at every attempt, so that a fresh token is used. It has 30 s; an attempt
 * for which it gives none has failed and is followed by the next.
 */
export type CredentialsSource = ChatCredentials | (() => Answer<ChatCredentials>)

/** Throws `ChatError` ('argument') for what are no credentials. */
export const checkCredentials = (credentials: ChatCredentials): ChatCredentials => {
  const { userId, password } = credentials
  if (!Number.isInteger(userId) || userId <= 0 || typeof password !== 'string' || password === '')
    throw argumentError('credentials', '{ userId: a positive integer, password: a non-empty text }')
  return credentials
}
