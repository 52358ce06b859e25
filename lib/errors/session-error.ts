import { ChatError } from './chat-error.js'

const messages = {
  'no-user': 'No signed-in user: subscribe to session.create(credentials) first, or pass credentials to connect',
  'no-session': 'No session: subscribe to session.create(…) first',
  'no-credentials': 'The session is over and was taken up without credentials: subscribe to session.create(…) again',
  'session-changed': 'The session of this request was ended or replaced meanwhile',
  'another-user': 'The credentials of the refresh belong to another user than the session',
  'credentials-unavailable': 'The credentials function gave none; it is asked again at the next try',
} as const

/** Nobody is signed in as the call needs it; another try helps only where a function of the app is asked again. */
export const sessionError = (reason: keyof typeof messages): ChatError<'session'> =>
  new ChatError('session', messages[reason], { reason }, { retryable: reason === 'credentials-unavailable' })
