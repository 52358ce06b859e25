import { catchError, defer, tap, throwError, type Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { isFatal } from '../stream/stream-errors.js'
import type { StreamEvent } from '../stream/stream-event.js'

/**
 * One attempt as a cold Observable: `open` is tried with the address that worked last, at once with the next when no
 * stream comes up there, and with the one a server refers to (RFC 7395 3.6.2). Errors like the last of them.
 */
export type Endpoints = (open: (url: string) => Observable<StreamEvent>) => Observable<StreamEvent>

const mostReferrals = 3

/** Never to less security: to plain `ws://` only where it was plain before, on the same host. */
const mayRefer = (from: string, to: string): boolean => {
  if (!URL.canParse(to)) return false
  const [before, after] = [new URL(from), new URL(to)]
  return (
    after.protocol === 'wss:' ||
    (after.protocol === 'ws:' && before.protocol === 'ws:' && before.hostname === after.hostname)
  )
}

/** The addresses of the chat server. */
export const createEndpoints = (urls: readonly string[]): Endpoints => {
  let working = 0
  return (open) => {
    const at = (first: number, tried: number): Observable<StreamEvent> => {
      const index = (first + tried) % urls.length
      const visit = (url: string, referrals: number): Observable<StreamEvent> =>
        defer(() => {
          let up = false
          return open(url).pipe(
            tap(({ type }) => {
              if (type !== 'up') return
              up = true
              working = index
            }),
            catchError((error: unknown) => {
              const other = isChatError(error, 'link') ? error.detail.seeOtherUri : undefined
              if (other !== undefined && referrals < mostReferrals && mayRefer(url, other))
                return visit(other, referrals + 1)
              const over = up || isFatal(error) || tried + 1 >= urls.length
              return over ? throwError(() => error) : at(first, tried + 1)
            }),
          )
        })
      return visit(urls[index] ?? '', 0)
    }
    return defer(() => at(working, 0))
  }
}
