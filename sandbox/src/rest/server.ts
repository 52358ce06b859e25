import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { cors } from 'hono/cors'
import { takeRestFault, type FaultState, type RestFault } from '../faults.js'
import type { Store } from '../state/store.js'
import { REFUSED, invalid, type Answer } from './answer.js'
import type { Route } from './call.js'
import { expirationDate } from './dates.js'
import { decodeBody, decodePairs, normalisePath } from './decode.js'

interface Env {
  Bindings: HttpBindings
}

export interface RestDeps {
  readonly store: Store
  readonly faults: FaultState
  readonly routes: readonly Route[]
}

const respond = (answer: Answer): Response => {
  const headers = new Headers(answer.headers)
  // `Date` is readable over CORS, so it is written by us (protocol 1.4).
  headers.set('Date', new Date().toUTCString())
  if (answer.body === undefined) return new Response('', { status: answer.status, headers })
  headers.set('Content-Type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers })
}

const respondFault = (fault: RestFault): Response => {
  const { body = '', headers = {}, status = 500 } = fault
  const isText = typeof body === 'string'
  const type = isText && body.trimStart().startsWith('<') ? 'text/html' : 'application/json; charset=utf-8'
  const content = status === 204 || status === 304 ? null : isText ? body : JSON.stringify(body)
  return new Response(content, { status, headers: { 'Content-Type': type, ...headers } })
}

const answerCall = async (route: Route, context: Context<Env>, store: Store): Promise<Answer> => {
  const { req } = context
  const token = req.header('CB-Token')
  const session = token === undefined ? undefined : store.sessions.find(token)
  if (route.open !== true && session === undefined) return token === undefined ? REFUSED.noToken : REFUSED.expired
  const body = decodeBody(req.header('Content-Type') ?? '', await req.text())
  if (body === undefined) return { status: 400, body: { errors: ['Malformed JSON'] } }
  if (session !== undefined) store.sessions.touch(session)
  const user = session?.userId === undefined ? undefined : store.users.byId(session.userId)
  if (user !== undefined) user.lastRequestAt = Date.now()
  const query = decodePairs(new URL(req.url).search)
  const answer = route.handle({ params: req.param(), query, body, session, user, signUpKey: req.header('CB-AuthKey') })
  if (session === undefined || answer.status === 401 || answer.status === 403) return answer
  return { ...answer, headers: { ...answer.headers, 'CB-Token-ExpirationDate': expirationDate(session.expiresAt) } }
}

/** The REST half: routing, CORS, sessions and faults around handlers that know no HTTP (protocol 1). */
export const createRestServer = ({ store, faults, routes }: RestDeps): Hono<Env> => {
  const app = new Hono<Env>({ getPath: (request) => normalisePath(new URL(request.url).pathname) })
  app.use(
    cors({
      origin: '*',
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
      exposeHeaders: ['CB-Token-ExpirationDate', 'Date'],
    }),
  )
  app.use(async (context, next) => {
    const fault = context.req.path.startsWith('/__test/') ? undefined : takeRestFault(faults, context.req.path)
    if (fault === undefined) return next()
    if (fault.drop === true) context.env.incoming.socket.destroy()
    return respondFault(fault)
  })
  for (const route of routes) {
    app.on(route.method, route.path, async (context) => respond(await answerCall(route, context, store)))
  }
  app.notFound(() => respond(REFUSED.notFound))
  app.onError((error) => respond({ ...invalid(`Sandbox failure: ${error.message}`), status: 500 }))
  return app
}
