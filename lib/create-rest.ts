import { Subject } from 'rxjs'
import type { ChatIssue } from './chat.js'
import type { ChatConfig, Settings } from './config.js'
import { readConfig } from './read-config.js'
import { createDialogs } from './dialogs/create-dialogs.js'
import type { Dialogs, DialogsApi } from './dialogs/dialogs.js'
import { createHistory } from './messages/history/create-history.js'
import type { History } from './messages/history/history.js'
import type { EpochMs } from './model/ids.js'
import { defaultPlatform, type Platform } from './platform/platform.js'
import type { Report } from './rest/decode.js'
import { createHttp, type Http } from './rest/http.js'
import { withRenewal } from './rest/with-renewal.js'
import { createSession } from './session/create-session.js'
import type { SessionApi, SessionKeeper } from './session/session.js'
import { createUsers } from './users/create-users.js'
import type { UsersApi } from './users/users.js'
import type { Observable } from 'rxjs'

/** The REST side alone: for servers, scripts and pages that do not chat live. */
export interface Rest {
  readonly session: SessionApi
  readonly users: UsersApi
  readonly dialogs: DialogsApi
  readonly messages: { readonly history: History }
  /** What was not understood of the answers. Hot. */
  readonly issues$: Observable<ChatIssue>
  /** Forgets the session and completes every `$`; running calls are their subscribers'. */
  readonly destroy: () => void
}

export interface RestParts {
  readonly session: SessionKeeper
  readonly users: UsersApi
  readonly dialogs: Dialogs
  readonly history: History
}

export interface RestGround {
  readonly settings: Settings
  readonly platform: Platform
  readonly report: Report
  readonly onServerDate?: (at: EpochMs) => void
}

/** Composes the REST concerns over one session. */
export const composeRest = ({ settings, platform, report, onServerDate }: RestGround): RestParts => {
  const { application, api, timeouts } = settings
  const { scheduler } = platform
  const bare: Http = createHttp({
    baseUrl: api,
    fetch: platform.fetch,
    token: () => session.token(),
    authKey: application.authKey,
    timeoutMs: timeouts.rest,
    scheduler,
    onSessionUsed: (token, expiresAt) => {
      session.extend(token, expiresAt)
    },
    onServerDate,
  })
  const session: SessionKeeper = createSession({ http: bare, application, scheduler })
  const deps = { http: withRenewal(bare, session), report, userId: () => session.current()?.userId }
  const dialogs = createDialogs(deps)
  return {
    session,
    users: createUsers(deps),
    dialogs,
    history: createHistory({ ...deps, privateDialogId: dialogs.privateDialogId }),
  }
}

/** Creates the REST side of a chat. Inert; takes the configuration of `createChat` and reads of it what REST needs. */
export const createRest = (config: ChatConfig): Rest => {
  const issue$ = new Subject<ChatIssue>()
  const { session, users, dialogs, history } = composeRest({
    settings: readConfig(config),
    platform: defaultPlatform(config.platform),
    report: (issue) => {
      issue$.next(issue)
    },
  })
  return {
    session,
    users,
    dialogs,
    messages: { history },
    issues$: issue$.asObservable(),
    destroy: () => {
      session.close()
      issue$.complete()
    },
  }
}
