import { sessionError } from '../errors/session-error.js'
import type { EpochMs } from '../model/ids.js'
import type { Authorisation } from './endpoint.js'

const sdk = { 'CB-SDK': 'connectycube-rx' }

/** The headers of protocol 1.3. Throws a `ChatError` of kind `session` when a session is needed and there is none. */
export const requestHeaders = (
  authorisation: Authorisation,
  token: string | undefined,
  authKey: string,
): Readonly<Record<string, string>> => {
  if (authorisation === 'none') return sdk
  if (token !== undefined) return { ...sdk, 'CB-Token': token }
  if (authorisation === 'session-or-key') return { ...sdk, 'CB-AuthKey': authKey }
  throw sessionError('no-session')
}

const epoch = (text = ''): EpochMs | undefined => {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** The `Date` header (RFC 9110 6.6.1). */
export const serverDateOf = (headers: Pick<Headers, 'get'>): EpochMs | undefined =>
  epoch(headers.get('Date') ?? undefined)

/** How long a session lasts after each use, where the answer does not say (protocol 1.4). */
const lifetimeMs = 2 * 60 * 60 * 1000

/**
 * When the session of an answer ends. `CB-Token-ExpirationDate` by our clock: `2023-09-15 15:43:31 UTC`, rewritten as ISO because not every engine reads that
 * form, and told by the server's clock, which may be hours off ours. An end that is over
 * says that it is, and nothing else.
 */
export const expirationOf = (headers: Pick<Headers, 'get'>, now: EpochMs): EpochMs => {
  const text = headers.get('CB-Token-ExpirationDate')?.trim()
  const at = epoch(text?.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, '$1T$2Z'))
  const ours = at === undefined ? now : at + now - (serverDateOf(headers) ?? now)
  return ours > now ? ours : now + lifetimeMs
}
