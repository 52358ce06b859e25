import { catchError, defer, switchMap, tap, throwError, timeout, type Observable, type SchedulerLike } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { isFatal, isResumptionUnanswered, linkLost } from '../stream/stream-errors.js'
import type { StreamEvent } from '../stream/stream-event.js'

/** Opens a stream at an address; `home`: whether the session that is to be resumed, if one is, is known to be there. */
export type Open = (url: string, home: boolean) => Observable<StreamEvent>

/**
 * One attempt as a cold Observable: `open` is tried with the address that worked last, at once with the next when no
 * stream comes up there, and with the one a server refers to (RFC 7395 3.6.2). Errors like the last of them.
 */
export type Endpoints = (open: Open) => Observable<StreamEvent>

const mostReferrals = 3

/** ms in which an address has to say anything while there is another one: a dead machine refuses nothing. */
const patience = 5000

const silent = (): Observable<never> => throwError(() => linkLost('the server at this address is silent'))

/** Never to less security: to plain `ws://` only where it was plain before, on the same host. */
const mayRefer = (from: string, to: string): boolean => {
  if (!URL.canParse(to)) return false
  const [before, after] = [new URL(from), new URL(to)]
  return (
    after.protocol === 'wss:' ||
    (after.protocol === 'ws:' && before.protocol === 'ws:' && before.hostname === after.hostname)
  )
}

/**
 * The addresses of the chat server, read at every attempt. A session lives where it was begun, and the nodes of a cluster
 * hand it over while that one lives. Where a resumption is not answered, a new session is begun at the same address.
 */
export const createEndpoints = (urls$: Observable<readonly string[]>, scheduler: SchedulerLike): Endpoints => {
  let working = ''
  return (open) => {
    const at = ([own = '', ...others]: readonly string[], home: boolean): Observable<StreamEvent> => {
      const visit = (url: string, referrals: number): Observable<StreamEvent> =>
        defer(() => {
          let up = false
          const stream$ = open(url, home)
          return (
            others.length === 0 ? stream$ : stream$.pipe(timeout({ first: patience, scheduler, with: silent }))
          ).pipe(
            tap(({ type }) => {
              if (type !== 'up') return
              up = true
              working = own
            }),
            catchError((error: unknown) => {
              const other = isChatError(error, 'link') ? error.detail.seeOtherUri : undefined
              if (other !== undefined && referrals < mostReferrals && mayRefer(url, other))
                return visit(other, referrals + 1)
              if (isResumptionUnanswered(error)) return visit(url, referrals)
              const over = up || isFatal(error) || others.length === 0
              return over ? throwError(() => error) : at(others, false)
            }),
          )
        })
      return visit(own, 0)
    }
    return urls$.pipe(
      switchMap((urls) => {
        const first = Math.max(urls.indexOf(working), 0)
        return at([...urls.slice(first), ...urls.slice(0, first)], urls[first] === working)
      }),
    )
  }
}
