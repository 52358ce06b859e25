import { defer, EMPTY, map, mergeMap, of, share, type Observable } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { whenRefused } from '../connection/stanza-error.js'
import { checkUserId } from '../xmpp/check-dialog.js'
import type { Activity } from './activity.js'
import { createClientState, type ClientStateDeps } from './client-state.js'
import { createWatch, type WatchDeps } from './create-watch.js'
import type { UserId } from '../model/ids.js'
import { toActivity, type UserActivity } from './user-activity.js'

export type ActivityDeps = WatchDeps & ClientStateDeps & Pick<ConcernDeps, 'push$'>

/** Creates `chat.activity`. `background$` is to be subscribed for as long as the chat lives. */
export const createActivity = (deps: ActivityDeps): Activity & { readonly background$: Observable<never> } => {
  const { push$, request, addresses, now } = deps
  const changed$ = push$.pipe(
    mergeMap(({ from, lastActivity: { seconds } = {} }) => {
      const who = addresses.parse(from)
      return who.type === 'user' && seconds !== undefined ? of(toActivity(who.userId, seconds, now())) : EMPTY
    }),
    share(),
  )
  const last = (userId: UserId): Observable<UserActivity> =>
    defer(() => {
      checkUserId('userId', userId)
      return request({ type: 'get', to: addresses.userJid(userId), lastActivity: {} })
    }).pipe(
      map(({ lastActivity: { seconds } = {} }) => {
        if (seconds !== undefined) return toActivity(userId, seconds, now())
        throw new ChatError('decode', 'The answer tells no seconds.', { where: 'jabber:iq:last', issues: ['seconds'] })
      }),
      // Any other refusal only means that we may not know, so it is told as what it is (RFC 6120 8.3.3).
      whenRefused(of<UserActivity>({ userId, status: 'never' }), 'item-not-found'),
    )
  const { tell, background$ } = createClientState(deps)

  return {
    last,
    watch: createWatch(deps, { last, changed$ }),
    markActive: () => tell('active'),
    markInactive: () => tell('inactive'),
    changed$,
    background$,
  }
}
