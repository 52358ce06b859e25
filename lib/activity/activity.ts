import type { Observable } from 'rxjs'
import type { Cause } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { UserActivity } from './user-activity.js'

/** What is known of a user: the last word and, where asking failed since, why. */
export interface WatchedActivity {
  /** `null` until the first answer. */
  readonly value: UserActivity | null
  readonly error: Cause | null
}

/** `chat.activity`: who is online, and whether this device is looked at. */
export interface Activity {
  /**
   * Asks when a user was online last (XEP-0012). Cold; emits the answer and completes. `never` only where the
   * server says `item-not-found`. Errors: 'stanza' where it does not tell us, as ejabberd (`subscription-required`) and
   * Prosody (`forbidden`) do with strangers and Tigase may do with who never came; 'argument', 'decode', and those of
   * every request ('link', 'timeout', 'closed').
   */
  readonly last: (userId: UserId) => Observable<UserActivity>
  /**
   * When a user was online last, kept up to date. Shared per user, replays, never errors. The first subscriber subscribes
   * at the server (ConnectyCube's `status_streaming`) and asks, the last one unsubscribes; both is done anew in a new session. `seconds` grows
   * once a minute, which is as fine as "5 minutes ago" is. While the link is down the last word stands. On a server that
   * does not tell by itself (`service-unavailable`) it is what `last` said in this session.
   */
  readonly watch: (userId: UserId) => Observable<WatchedActivity>
  /**
   * Tells the server that the user looks: no push notifications for this device (Tigase's `mobile#v2`; XEP-0352 on servers that
   * do not know it). Cold; completes when the server has it; at once while there is no link: it is told when there is
   * one. Told anew in a new session. With the option `activity: 'visible'` the next change of visibility is told as well.
   * Errors: 'stanza' (refused), 'timeout', 'closed'.
   */
  readonly markActive: () => Observable<void>
  /** Tells the server that nobody looks: it sends push notifications, and may hold back what is not urgent. Cold, as `markActive`. */
  readonly markInactive: () => Observable<void>
  /** What the server tells of users: their coming and going while they are watched, and its answers to `last`. Hot. */
  readonly changed$: Observable<UserActivity>
}
