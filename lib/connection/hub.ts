import { filter, map, merge, skip, Subject, type Observable } from 'rxjs'
import type { ConnectionState } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { Stanza } from '../model/stanza.js'
import { createState, type State } from '../rx/create-state.js'
import type { Link } from '../stream/stream-event.js'
import { createSessionCell, type SessionCell } from '../stream/session.js'
import { linkLost } from '../stream/stream-errors.js'
import { answerRequest } from './answer-request.js'
import type { ConnectionEvent, LinkEvent } from './connection-event.js'

/** Where everything of the connection passes through, and what is true of it now: the link, its user, its state. */
export interface Hub {
  readonly event$: Observable<ConnectionEvent>
  /** See `Connection`. */
  readonly linkEvent$: Observable<LinkEvent>
  readonly stanza$: Observable<Stanza>
  readonly state: State<ConnectionState>
  readonly emit: (event: ConnectionEvent) => void
  readonly link: () => Link | null
  readonly userId: () => UserId | undefined
  /** The session of a user outlives its links. */
  readonly sessionOf: (userId: UserId) => SessionCell
  /** Throws `ChatError` ('link') while there is no link. */
  readonly write: (stanza: Stanza) => void
  readonly complete: () => void
}

export const createHub = (): Hub => {
  const event$ = new Subject<ConnectionEvent>()
  const linkEvent$ = new Subject<LinkEvent>()
  const state = createState<ConnectionState>({ type: 'idle' })
  const sessions = new Map<UserId, SessionCell>()
  let link: Link | null = null
  let userId: UserId | undefined

  const emit = (event: ConnectionEvent): void => {
    if (event.type === 'up') {
      link = event.link
      userId = event.userId
    }
    if (event.type === 'down') link = null
    const answer = event.type === 'stanza' ? answerRequest(event.stanza, link?.jid ?? '') : undefined
    if (answer !== undefined) link?.write(answer)
    event$.next(event)
    if (event.type !== 'stanza') linkEvent$.next(event)
  }

  const stateEvent$ = state.value$.pipe(
    skip(1),
    map((entered): LinkEvent => ({ type: 'state', state: entered })),
  )

  return {
    event$: merge(event$, stateEvent$),
    linkEvent$: merge(linkEvent$, stateEvent$),
    stanza$: event$.pipe(
      filter((event) => event.type === 'stanza'),
      map((event) => event.stanza),
    ),
    state,
    emit,
    link: () => link,
    userId: () => userId,
    sessionOf: (id) => {
      const found = sessions.get(id) ?? createSessionCell()
      sessions.set(id, found)
      return found
    },
    write: (stanza) => {
      if (link === null) throw linkLost('not connected; call connection.connect() first')
      link.write(stanza)
    },
    complete: () => {
      state.complete()
      event$.complete()
      linkEvent$.complete()
    },
  }
}
