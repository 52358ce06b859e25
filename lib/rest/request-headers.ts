import { sessionError } from '../errors/session-error.js'
import type { Authorisation } from './endpoint.js'

const sdkName = 'connectycube-rx'

/** The headers of protocol 1.3. Throws a `ChatError` of kind `session` when a session is needed and there is none. */
export const requestHeaders = (
  authorisation: Authorisation,
  token: string | undefined,
  authKey: string,
): Readonly<Record<string, string>> => {
  if (authorisation === 'none') return { 'CB-SDK': sdkName }
  if (token !== undefined) return { 'CB-SDK': sdkName, 'CB-Token': token }
  if (authorisation === 'session-or-key') return { 'CB-SDK': sdkName, 'CB-AuthKey': authKey }
  throw sessionError('no-session')
}
