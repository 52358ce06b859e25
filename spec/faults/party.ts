import type { Observable } from 'rxjs'
import type { ChatConfig } from '../../lib/index.js'
import type { Site } from './site.js'

/** Where a text is said. What is said in a group is never stored offline: whoever was away has it from the history only. */
export type Lane = 'private' | 'group'

/** One of two who talk, whichever SDK they talk through. */
export interface Party {
  /** Cold: says it once; completes when the SDK reports it sent, errors when the SDK reports that it failed. */
  readonly say: (lane: Lane, text: string) => Observable<unknown>
  /** The texts the other one said, as the SDK hands them out: copies, if it does, included. */
  readonly heard$: Observable<string>
  /** The same as the server wrote them to the sockets, where that is known: what an SDK could have known at best. */
  readonly wired$: Observable<string>
  /** Whether the SDK says that it is connected; replays. */
  readonly up$: Observable<boolean>
  /** Whenever the SDK owns up that something may be missing. */
  readonly gap$: Observable<unknown>
  /** Whenever the server let a resumption wait for longer than a server in good health does. */
  readonly stalled$: Observable<unknown>
  /** Tries to connect at once where the SDK waits to: what a user does who sees that he is offline. */
  readonly retry: () => void
  readonly leave: () => Promise<unknown>
}

export interface Entrance {
  readonly site: Site
  readonly userId: number
  readonly otherId: number
  /** Port of the proxy in front of the site's WebSocket. */
  readonly port: number
  readonly config: Partial<ChatConfig>
}

/** Connects one user through some SDK. */
export type Enter = (entrance: Entrance) => Promise<Party>
