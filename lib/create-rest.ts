import { type Observable, Subject } from 'rxjs'
import { type AttachmentsApi, createAttachments } from './attachments/create-attachments.js'
import type { ChatConfig } from './config.js'
import { createDialogs, type Dialogs, type DialogsApi } from './dialogs/create-dialogs.js'
import { createMessagesRest } from './messages/rest/create-messages-rest.js'
import type { MessagesRest } from './messages/rest/message-endpoints.js'
import type { EpochMs } from './model/ids.js'
import { restPlatform, type RestPlatform } from './platform/rest-platform.js'
import { readConfig, type Settings } from './read-config.js'
import { type PlainApis, restTable, type Search } from './rest-table.js'
import type { DecodeIssue, Report } from './rest/decode.js'
import { createHttp, type Http } from './rest/http.js'
import { methodsOf } from './rest/methods.js'
import { withRenewal } from './session/with-renewal.js'
import { createSession } from './session/create-session.js'
import type { SessionApi, SessionKeeper } from './session/session.js'
import { createUsers, type UsersApi } from './users/create-users.js'

/**
 * The REST side alone: for servers, scripts and pages that do not chat live.
 * @inline
 */
export interface Rest extends PlainApis {
  /** Sign-in and sign-out: the session that calls need. */
  readonly session: SessionApi
  /** Sign-up, look-ups, changes. */
  readonly users: UsersApi
  /** Conversations: create, list, change, leave. */
  readonly dialogs: DialogsApi
  /** The history, and messages as they are stored. */
  readonly messages: MessagesRest
  /** Messages by text and dialogs by name (`GET /chat/search`). Cold. */
  readonly search: Search
  /** Files: upload, URLs, removal. */
  readonly attachments: AttachmentsApi
  /** What was not understood of the answers: paths and reasons, never content. Hot. */
  readonly issues$: Observable<DecodeIssue>
  /** Forgets the session and completes every `$`; running calls are their subscribers'. */
  readonly destroy: () => void
}

export interface RestParts extends Omit<Rest, 'issues$' | 'destroy'> {
  readonly session: SessionKeeper
  readonly dialogs: Dialogs
}

export interface RestGround {
  readonly settings: Settings
  readonly platform: RestPlatform
  readonly report: Report
  readonly onServerDate?: (at: EpochMs) => void
}

/** Composes the REST concerns over one session. */
export const composeRest = ({ settings, platform, report, onServerDate }: RestGround): RestParts => {
  const { application, api, timeouts } = settings
  const { scheduler } = platform
  const bare: Http = createHttp({
    hosts: api,
    fetch: platform.fetch,
    exchange: platform.exchange,
    token: () => session.token(),
    authKey: application.authKey,
    timeoutMs: timeouts.rest,
    scheduler,
    onSessionUsed: (token, expiresAt) => session.extend(token, expiresAt),
    onServerDate,
    report,
  })
  const session: SessionKeeper = createSession({ http: bare, application, scheduler })
  const http = withRenewal(bare, session, timeouts.rest, scheduler)
  const deps = { http, userId: () => session.current()?.userId }
  const dialogs = createDialogs(deps)
  return {
    session,
    users: createUsers(deps),
    dialogs,
    messages: createMessagesRest({ ...deps, privateDialogId: dialogs.privateDialogId }),
    reactions: methodsOf(restTable.reactions, deps),
    search: methodsOf(restTable.search, deps).search,
    attachments: createAttachments({ ...deps, platform, session: session.fresh }),
    push: methodsOf(restTable.push, deps),
    addressBook: methodsOf(restTable.addressBook, deps),
    systemMessages: methodsOf(restTable.systemMessages, deps),
  }
}

/** Creates the REST side of a chat. Inert; takes the configuration of `createChat` and reads of it what REST needs. */
export const createRest = (config: ChatConfig): Rest => {
  const issue$ = new Subject<DecodeIssue>()
  const parts = composeRest({
    settings: readConfig(config),
    platform: restPlatform(config.platform),
    report: (issue) => issue$.next(issue),
  })
  return {
    ...parts,
    issues$: issue$.asObservable(),
    destroy: () => {
      parts.session.close()
      issue$.complete()
    },
  }
}
