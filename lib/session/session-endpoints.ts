import { type Endpoint, json, text } from '../rest/endpoint.js'
import type { Session } from '../model/session.js'
import { sessionCodec } from '../rest/wire/session-codec.js'
import type { SessionCredentials } from './credentials.js'

export interface NewSession {
  readonly applicationId: number
  readonly authKey: string
  readonly credentials: SessionCredentials | undefined
}

/** A session as the body tells it; its end is in a header. */
export type TimelessSession = Omit<Session, 'expiresAt'>

const userOf = (credentials: SessionCredentials): Readonly<Record<string, string>> =>
  'login' in credentials
    ? { login: credentials.login, password: credentials.password }
    : { email: credentials.email, password: credentials.password }

const create: Endpoint<NewSession, TimelessSession> = {
  method: 'POST',
  path: '/session',
  authorisation: 'none',
  // No signature: the authorization secret must not ship to clients (protocol 2.1).
  body: ({ applicationId, authKey, credentials }) => ({
    application_id: applicationId,
    auth_key: authKey,
    ...(credentials === undefined ? {} : { user: userOf(credentials) }),
  }),
  answer: json(sessionCodec),
}

const get: Endpoint<void, TimelessSession> = {
  method: 'GET',
  path: '/session',
  authorisation: 'session',
  answer: json(sessionCodec),
}

const destroy: Endpoint<void, void> = { method: 'DELETE', path: '/session', authorisation: 'session', answer: text }

/** `/session` (protocol 2.1, 2.2). */
export const sessionEndpoints = { create, get, destroy }
