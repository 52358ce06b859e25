import { of, type Observable, type SchedulerLike } from 'rxjs'
import { askApp, type Answer } from '../platform/ask-app.js'
import { isText, requireArgument, requireTexts } from '../rest/arguments.js'

/** Who signs in. */
export type SessionCredentials =
  | { readonly login: string; readonly password: string }
  | { readonly email: string; readonly password: string }
  /** A user for a day, whom nobody can sign in again: the session cannot be refreshed. Not for `upgrade`. */
  | { readonly guestName: string }
  | { readonly provider: 'facebook' | 'twitter'; readonly token: string; readonly secret?: string }
  | {
      readonly provider: 'firebase_phone' | 'firebase_email'
      readonly projectId: string
      readonly accessToken: string
    }
  /** The token of a custom identity provider. */
  | { readonly identityToken: string }

/**
 * Asked at sign-in and again at every refresh, for credentials that expire themselves. Gives them at once, as a
 * promise, or as an Observable whose first value counts; it has 30 s.
 */
export type CredentialsProvider = () => Answer<SessionCredentials>

/** What `create` takes: nothing opens a session of the application without a user. */
export type CredentialsSource = SessionCredentials | CredentialsProvider | undefined

export interface SignInBody {
  /** Goes under `user` in `POST /session`, at the top of `POST /login`. */
  readonly user?: Readonly<Record<string, string>>
  /** At the top of both. */
  readonly provider?: Readonly<Record<string, unknown>>
  readonly secrets: readonly string[]
}

/** Throws a `ChatError` of kind `argument` where something is missing. */
export const signInBody = (credentials: SessionCredentials): SignInBody => {
  if ('guestName' in credentials) {
    const { guestName } = credentials
    requireTexts({ guestName })
    return { user: { guest: '1', full_name: guestName }, secrets: [] }
  }
  if ('identityToken' in credentials) {
    const { identityToken } = credentials
    requireTexts({ identityToken })
    // The server wants a password, whichever.
    return { user: { login: identityToken, password: 'none' }, secrets: [identityToken] }
  }
  if ('accessToken' in credentials) {
    const { provider, projectId, accessToken } = credentials
    requireTexts({ provider, projectId, accessToken })
    const proof = { project_id: projectId, access_token: accessToken }
    return { provider: { provider, [provider]: proof }, secrets: [accessToken] }
  }
  if ('provider' in credentials) {
    const { provider, token, secret } = credentials
    requireTexts({ provider, token })
    return { provider: { provider, keys: { token, secret } }, secrets: [token, secret ?? token] }
  }
  const { login, email, password }: { login?: string; email?: string; password?: string } = credentials
  requireArgument(isText(login) !== isText(email), 'credentials', 'either a login or an email')
  requireTexts({ password })
  return { user: { ...(isText(login) ? { login } : { email: email ?? '' }), password }, secrets: [password] }
}

/** Whether the same credentials name the same user again. */
export const canRepeat = (source: CredentialsSource): boolean =>
  source === undefined || typeof source === 'function' || !('guestName' in source)

/** Cold: asks once per subscription. */
export const askCredentials = (source: CredentialsSource, scheduler: SchedulerLike): Observable<SignInBody> =>
  source === undefined ? of({ secrets: [] }) : askApp(source, signInBody, scheduler)
