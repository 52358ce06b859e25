import type { Sandbox } from '../../../sandbox/src/index.js'

export interface RestAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

export type Rest = (method: string, path: string, body?: unknown) => Promise<RestAnswer>

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Calls with the given token, if any. */
export const restOf =
  (sandbox: Pick<Sandbox, 'api'>, token?: string): Rest =>
  async (method, path, body) => {
    const headers = { 'Content-Type': 'application/json', ...(token === undefined ? {} : { 'CB-Token': token }) }
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${sandbox.api}${path}`, { method, headers, ...content })
    return { status: answer.status, body: parsed(await answer.text()), headers: answer.headers }
  }

const tokenIn = (body: unknown): string => {
  const session = typeof body === 'object' && body !== null && 'session' in body ? body.session : undefined
  const token = typeof session === 'object' && session !== null && 'token' in session ? session.token : undefined
  return typeof token === 'string' ? token : ''
}

/** Signs in over REST and answers the calls of that user, with the token. */
export const restLogin = async (sandbox: Pick<Sandbox, 'api'>, login: string, password = 'passw0rd-of-all') => {
  const credentials = { application_id: 1, auth_key: 'sandbox', user: { login, password } }
  const answer = await restOf(sandbox)('POST', '/session', credentials)
  const token = tokenIn(answer.body)
  return { answer, token, rest: restOf(sandbox, token) }
}

/** A text field of an answered object. */
export const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined

/** An answered list, or that of an envelope. */
export const itemsOf = (body: unknown): readonly unknown[] => {
  const items = Array.isArray(body) ? body : field(body, 'items')
  return Array.isArray(items) ? items : []
}
