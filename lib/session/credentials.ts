import {
  catchError,
  defer,
  from,
  isObservable,
  map,
  type Observable,
  of,
  type SchedulerLike,
  take,
  throwError,
  throwIfEmpty,
  timeout,
} from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import { isText, requireArgument } from '../rest/arguments.js'

/** Who signs in. A custom identity provider's token goes into `login`, beside any dummy password (protocol 2.4). */
export type SessionCredentials =
  { readonly login: string; readonly password: string } | { readonly email: string; readonly password: string }

/**
 * Asked at sign-in and again at every refresh, for credentials that expire themselves. Gives them at once, as a
 * promise, or as an Observable whose first value counts; it has 30 s.
 */
export type CredentialsProvider = () =>
  SessionCredentials | PromiseLike<SessionCredentials> | Observable<SessionCredentials>

/** What `create` takes: nothing opens a session of the application without a user. */
export type CredentialsSource = SessionCredentials | CredentialsProvider | undefined

const providerMs = 30_000

const checked = (credentials: SessionCredentials): SessionCredentials => {
  const { login, email, password }: { login?: string; email?: string; password?: string } = credentials
  requireArgument(isText(login) !== isText(email), 'credentials', 'either a login or an email')
  requireArgument(isText(password), 'credentials.password', 'text that is not empty')
  return credentials
}

const failed = (): ChatError<'session'> =>
  new ChatError(
    'session',
    'The credentials function gave no credentials',
    { reason: 'credentials-unavailable' },
    { retryable: true },
  )

const given = (provider: CredentialsProvider): Observable<SessionCredentials> => {
  const answer$ = provider()
  return isObservable(answer$) || 'then' in answer$ ? from(answer$) : of(answer$)
}

/** Cold: asks once per subscription. */
export const askCredentials = (
  source: CredentialsSource,
  scheduler: SchedulerLike,
): Observable<SessionCredentials | undefined> => {
  if (source === undefined) return of(undefined)
  if (typeof source !== 'function') return defer(() => of(checked(source)))
  return defer(() => given(source)).pipe(
    take(1),
    timeout({ first: providerMs, scheduler, with: () => throwError(failed) }),
    throwIfEmpty(failed),
    map(checked),
    // A provider's own error may hold what it was given, so its failure is told, not its text.
    catchError((error: unknown) => throwError(() => (isChatError(error) ? error : failed()))),
  )
}
