import { catchError, defer, EMPTY, filter, ignoreElements, map, merge, of, skipWhile, switchMap, take, tap } from 'rxjs'
import type { Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { isUsable } from '../connection/connection-event.js'
import { whenRefused } from '../connection/stanza-error.js'
import { act } from '../rx/act.js'

type ClientState = 'active' | 'inactive'

export interface ClientStateDeps extends Pick<ConcernDeps, 'event$' | 'link' | 'request' | 'visible$' | 'report'> {
  /** `visible`: the server is told without being asked for. */
  readonly activity: 'visible' | 'manual'
}

export interface ClientStates {
  readonly tell: (state: ClientState) => Observable<void>
  readonly background$: Observable<never>
}

/** Keeps the server told whether the user looks at this device. `background$` is to be subscribed for as long as the chat lives. */
export const createClientState = ({
  event$,
  link,
  request,
  visible$,
  activity,
  report,
}: ClientStateDeps): ClientStates => {
  let wanted: ClientState = 'active'
  // What the server takes us for, and whether it knows ConnectyCube's way: true of one session, which begins active.
  let told: ClientState = 'active'
  let speaksMobile = true

  const tell = (state: ClientState): Observable<void> =>
    defer(() => {
      wanted = state
      if (link() === null) return of(undefined)
      told = state
      const csi$ = act(() => {
        speaksMobile = false
        link()?.setClientState(state)
      })
      if (!speaksMobile) return csi$
      return request({ type: 'set', mobile: { enable: state === 'inactive' } }).pipe(
        map(() => undefined),
        whenRefused(csi$, 'service-unavailable', 'feature-not-implemented'),
        // The next session is told.
        catchError((error: unknown) => {
          if (isChatError(error, 'link')) return of(undefined)
          throw error
        }),
      )
    })

  const usable$ = event$.pipe(filter(isUsable))
  const forgotten$ = usable$.pipe(
    tap(({ link: { resumed } }) => {
      speaksMobile ||= !resumed
      // XEP-0352 is forgotten at a resumption.
      if (!resumed || !speaksMobile) told = 'active'
    }),
    filter(() => told !== wanted),
    map(() => wanted),
  )
  const seen$ = usable$.pipe(
    take(1),
    switchMap(() => visible$),
    // Being seen at first is no news.
    skipWhile((visible) => visible),
    map((visible): ClientState => (visible ? 'active' : 'inactive')),
    filter((state) => state !== wanted),
    catchError(() => EMPTY),
  )
  const refused = (): Observable<never> => {
    report('the server would not be told whether the page is seen')
    return EMPTY
  }
  return {
    tell,
    background$: merge(forgotten$, activity === 'visible' ? seen$ : EMPTY).pipe(
      switchMap((state) => tell(state).pipe(catchError(refused))),
      ignoreElements(),
    ),
  }
}
