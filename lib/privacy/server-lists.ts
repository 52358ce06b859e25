import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  mergeMap,
  of,
  retry,
  take,
  throwError,
} from 'rxjs'
import type { Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { isUsable } from '../connection/connection-event.js'
import { whenRefused } from '../connection/stanza-error.js'
import { isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import type { PrivacyItem } from '../model/stanza.js'
import type { PrivacyListNames } from './privacy.js'

export type ServerListsDeps = Pick<ConcernDeps, 'request' | 'event$' | 'userId'>

/** The lists on the server, one iq for each question and command (XEP-0016 2.3 to 2.8). All cold. */
export interface ServerLists {
  readonly names$: Observable<PrivacyListNames>
  readonly read: (name: string) => Observable<readonly PrivacyItem[]>
  /** Replaces the list as a whole, also while it is the default; without items it is removed. */
  readonly replace: (name: string, items: readonly PrivacyItem[]) => Observable<unknown>
  /** An empty name declines. */
  readonly choose: (kind: 'defaultList' | 'activeList', name: string) => Observable<unknown>
}

/** Some servers leave out what is not chosen, others name nothing. */
const named = (name = ''): string | null => (name === '' ? null : name)

export const createServerLists = ({ request, event$, userId }: ServerListsDeps): ServerLists => {
  const names$ = request({ type: 'get', privacy: {} }).pipe(
    map(({ privacy: { activeList, defaultList, lists = [] } = {} }) => ({
      ...{ active: named(activeList), default: named(defaultList) },
      all: [...new Set(lists.map(({ name }) => name))],
    })),
  )
  const write = (name: string, items: readonly PrivacyItem[]): Observable<unknown> =>
    request({ type: 'set', privacy: { lists: [{ name, items }] } })
  const choose: ServerLists['choose'] = (kind, name) => request({ type: 'set', privacy: { [kind]: name } })

  const back$ = event$.pipe(filter(isUsable), take(1))
  /** Tries until the server answered; not in the session of another user. */
  const putBack = (name: string, owner: UserId | undefined): Observable<never> =>
    defer(() => (userId() === owner ? choose('defaultList', name) : EMPTY)).pipe(
      retry({
        delay: (error) => (isChatError(error, 'link') ? back$ : isChatError(error, 'timeout') ? of(null) : EMPTY),
      }),
      ignoreElements(),
    )
  /** Some servers change the default list only while it is declined (protocol 3.16). */
  const whileDeclined = (name: string, items: readonly PrivacyItem[]): Observable<unknown> =>
    defer(() => {
      const owner = userId()
      const again$ = items.length === 0 ? EMPTY : choose('defaultList', name)
      return concat(choose('defaultList', ''), write(name, items), again$).pipe(
        catchError((error: unknown) =>
          concat(
            putBack(name, owner),
            throwError(() => error),
          ),
        ),
      )
    })
  const whereDefault = (name: string, then$: Observable<unknown>, else$: Observable<unknown>): Observable<unknown> =>
    names$.pipe(mergeMap((names) => (names.default === name ? then$ : else$)))

  return {
    names$,
    read: (name) =>
      request({ type: 'get', privacy: { lists: [{ name, items: [] }] } }).pipe(
        map(({ privacy }) => privacy?.lists?.find((list) => list.name === name)?.items ?? []),
      ),
    replace: (name, items) => {
      const [written$, declined$] = [write(name, items), whileDeclined(name, items)]
      if (items.length === 0) return whereDefault(name, declined$, written$)
      return written$.pipe(whenRefused(whereDefault(name, declined$, written$), 'conflict'))
    },
    choose,
  }
}
