import { ChatError } from '../errors/chat-error.js'

const messages = {
  'no-session': 'No session: subscribe to session.create(…) first',
  'no-credentials': 'The session is over and was taken up without credentials: subscribe to session.create(…) again',
  'session-changed': 'The session of this request was ended or replaced while it was under way',
  'another-user': 'The credentials of the refresh belong to another user than the session',
} as const

export const sessionError = (reason: keyof typeof messages): ChatError<'session'> =>
  new ChatError('session', messages[reason], { reason })
