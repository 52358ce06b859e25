import type { ChatConfig } from '../config.js'
import type { Session } from '../model/session.js'
import { member } from '../rest/codecs.js'
import { type Answer, endpoint, json, text } from '../rest/endpoint.js'
import { sessionCodec } from '../rest/wire/session-codec.js'
import { userCodec } from '../rest/wire/user-codec.js'
import type { SignInBody } from './credentials.js'

export type Application = ChatConfig['application']

const session: Answer<Session> = (answered) => ({ ...json(sessionCodec)(answered), expiresAt: answered.expiresAt })

/** `/session` and `/login` (protocol 2.1, 2.2). */
export const sessionEndpoints = {
  create: endpoint(
    'POST /session',
    (_own, { id, authKey }: Application, { user, provider, secrets }: SignInBody) => ({
      // No signature: the authorization secret must not ship to clients (protocol 2.1).
      body: { application_id: id, auth_key: authKey, user, ...provider },
      secrets,
      answer: session,
    }),
    'none',
  ),
  get: endpoint('GET /session', () => ({ answer: session }), 'session'),
  destroy: endpoint('DELETE /session', () => ({ answer: text }), 'session'),
  destroyOthers: endpoint('DELETE /session/list', () => ({ answer: text }), 'session'),
  upgrade: endpoint(
    'POST /login',
    (_own, { user, provider, secrets }: SignInBody) => ({
      body: { ...user, ...provider },
      secrets,
      answer: json(member('user', userCodec)),
    }),
    'session',
  ),
  logout: endpoint('DELETE /login', () => ({ answer: text }), 'session'),
}
