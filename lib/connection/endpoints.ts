import { catchError, defer, switchMap, tap, throwError, timeout, type Observable, type SchedulerLike } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { isFatal, linkLost } from '../stream/stream-errors.js'
import type { StreamEvent } from '../stream/stream-event.js'

/** Opens a stream at an address; `resume`: whether a session that is known may be asked for there. */
export type Open = (url: string, resume: boolean) => Observable<StreamEvent>

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
 * The addresses of the chat server, read at every attempt. A session lives where it was begun: it is asked for there, and
 * elsewhere only where that address still says something. One that is silent went with its session; and a cluster that
 * did not notice yet was measured to leave a resumption unanswered, while a new session is there in 50 ms.
 */
export const createEndpoints = (urls$: Observable<readonly string[]>, scheduler: SchedulerLike): Endpoints => {
  let working = ''
  return (open) => {
    const at = ([own = '', ...others]: readonly string[], resume: boolean): Observable<StreamEvent> => {
      const visit = (url: string, referrals: number): Observable<StreamEvent> =>
        defer(() => {
          let alive = false
          let up = false
          const stream$ = open(url, resume)
          return (
            others.length === 0 ? stream$ : stream$.pipe(timeout({ first: patience, scheduler, with: silent }))
          ).pipe(
            tap(({ type }) => {
              alive = true
              if (type !== 'up') return
              up = true
              working = own
            }),
            catchError((error: unknown) => {
              const other = isChatError(error, 'link') ? error.detail.seeOtherUri : undefined
              if (other !== undefined && referrals < mostReferrals && mayRefer(url, other))
                return visit(other, referrals + 1)
              const over = up || isFatal(error) || others.length === 0
              return over ? throwError(() => error) : at(others, resume && alive)
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
