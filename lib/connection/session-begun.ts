import { defer, filter, map, startWith, type Observable } from 'rxjs'
import { isUsable } from './connection-event.js'
import type { Connection } from './create-connection.js'

/**
 * When what the server knows of a user is to be read: at once over a link that is up, in every new session, and where
 * another user's session is resumed. Emits whether it is another user's than before. Cold; completes with the chat.
 */
export const sessionBegun = ({
  event$,
  link,
  userId,
}: Pick<Connection, 'event$' | 'link' | 'userId'>): Observable<boolean> =>
  defer((): Observable<boolean> => {
    let known = userId()
    const begun$ = event$.pipe(
      filter((event) => isUsable(event) && (event.type === 'renewed' || userId() !== known)),
      map(() => {
        const other = userId() !== known
        known = userId()
        return other
      }),
    )
    return link() === null ? begun$ : begun$.pipe(startWith(false))
  })
