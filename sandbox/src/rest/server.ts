import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { cors } from 'hono/cors'
import { takeRestFault, type RestFault } from '../faults.js'
import type { Deps } from '../deps.js'
import { invalid, REFUSED, type Answer } from './answer.js'
import type { Handler, Routes } from './call.js'
import { decodeBody, decodePairs, normalisePath } from './decode.js'

interface Env {
  Bindings: HttpBindings
}

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' }

const respond = ({ status, body, raw, headers }: Answer): Response => {
  const content = raw ?? (body === undefined ? '' : JSON.stringify(body))
  // `Date` is readable over CORS, so it is written by us (protocol 1.4).
  const usual = { ...(body === undefined ? {} : JSON_TYPE), Date: new Date().toUTCString() }
  return new Response(status === 204 || status === 304 ? null : content, { status, headers: { ...usual, ...headers } })
}

const faultAnswer = ({ body = '', headers, status = 500 }: RestFault): Answer => {
  if (typeof body !== 'string') return { status, body, headers }
  const type = body.trimStart().startsWith('<') ? { 'Content-Type': 'text/html' } : JSON_TYPE
  return { status, raw: body, headers: { ...type, ...headers } }
}

const sleep = ({ timers }: Deps, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timers.after(ms, resolve)
  })

/** Uploads are read no faster than the fault allows, so that the client feels it, and their bytes are counted. */
const read = async (incoming: IncomingMessage, isUpload: boolean, deps: Deps): Promise<Buffer> => {
  const { faults } = deps
  const chunks: Uint8Array[] = []
  const stream: AsyncIterable<Uint8Array> = incoming
  for await (const chunk of stream) {
    chunks.push(chunk)
    if (!isUpload) continue
    faults.uploadedBytes += chunk.length
    if (faults.uploadRate > 0) await sleep(deps, (chunk.length / faults.uploadRate) * 1000)
  }
  return Buffer.concat(chunks)
}

/** `yyyy-MM-dd HH:mm:ss UTC` of `CB-Token-ExpirationDate` (protocol 1.4). */
const expirationDate = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`

const answerCall = async (handle: Handler, context: Context<Env>, deps: Deps): Promise<Answer> => {
  const { req, env } = context
  const { store, settings } = deps
  const bytes = await read(env.incoming, req.path.startsWith('/s3/'), deps)
  const body = decodeBody(req.header('Content-Type') ?? '', bytes)
  if (body === undefined) return REFUSED.malformed
  const { search, origin } = new URL(req.url)
  const token = req.header('CB-Token')
  const found = store.sessionOf(token)
  // Every request extends the life of its session (protocol 2.2).
  const session = found && store.sessions.patch(found, { expiresAt: Date.now() + settings.tokenTtlMs })
  const user = store.users.byId(session?.userId)
  if (user !== undefined) store.users.patch(user, { lastRequestAt: Date.now() })
  const input = { ...decodePairs(search), ...body.fields }
  const asked = { params: req.param(), input, file: body.file, origin, signUpKey: req.header('CB-AuthKey') }
  const answer = handle({ ...deps, ...asked, token, session })
  if (session === undefined || answer.status === 401 || answer.status === 403) return answer
  return { ...answer, headers: { ...answer.headers, 'CB-Token-ExpirationDate': expirationDate(session.expiresAt) } }
}

/** The REST half: routing, CORS, sessions and faults around handlers that know no HTTP (protocol 1). */
export const createRestServer = (deps: Deps, routes: Routes): Hono<Env> => {
  const app = new Hono<Env>({ getPath: (request) => normalisePath(new URL(request.url).pathname) })
  app.use(cors({ exposeHeaders: ['CB-Token-ExpirationDate', 'Date'] }))
  app.use(async ({ req, env }, next) => {
    const fault = takeRestFault(deps.faults, req.method, req.path)
    if (fault === undefined) return next()
    const { delayMs = 0, drop, status, body } = fault
    if (delayMs > 0) await sleep(deps, delayMs)
    if (drop === true) env.incoming.socket.destroy()
    return delayMs > 0 && status === undefined && body === undefined ? next() : respond(faultAnswer(fault))
  })
  for (const [route, handle] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ')
    app.on(method, path, async (context) => {
      const answer = await answerCall(handle, context, deps)
      deps.store.flush()
      return respond(answer)
    })
  }
  app.notFound(() => respond(REFUSED.notFound))
  app.onError((error) => respond({ ...invalid(`Sandbox failure: ${error.message}`), status: 500 }))
  return app
}
