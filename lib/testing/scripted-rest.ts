import { defer, delay, isObservable, map, of, take } from 'rxjs'
import type { Exchange, HttpReply } from '../platform/rest-platform.js'
import { networkError } from '../rest/http-errors.js'
import type { Script } from './scripted-server.js'

const toReply = (answer: unknown): HttpReply => {
  const [status, json] = typeof answer === 'number' ? [answer, { errors: ['as the script says'] }] : [200, answer]
  return { status, headers: { get: () => null }, body: JSON.stringify(json) }
}

/** Answers REST requests from a table, what is not in it with 404, and nothing while there is no network. */
export const scriptedRest =
  (isOnline: () => boolean, { rest, latency, scheduler }: Script): Exchange =>
  (call) =>
    defer(() => {
      if (!isOnline()) throw networkError(call.url, null)
      const asked = `${call.method} ${new URL(call.url).pathname}`
      const route = Object.keys(rest).find((each) => new RegExp(`^${each.replace(/:\w+/g, '[^/]+')}$`).test(asked))
      const answer: unknown = rest[route ?? '']?.(call) ?? 404
      return (isObservable(answer) ? answer : of(answer)).pipe(take(1), delay(latency, scheduler), map(toReply))
    })
