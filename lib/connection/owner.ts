import { defer, tap } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import type { Connection } from './create-connection.js'

type OwnedConnection = Pick<Connection, 'connect' | 'disconnect' | 'link' | 'userId'>

/** Who speaks, beside the commands that change it. */
export type Owner = Pick<Connection, 'connect' | 'disconnect' | 'userId'>

/**
 * Whose messages these are: the user of the link; while there is none, the one `connect` was given, else the one of the
 * session, else the last one.
 */
export const createOwner = (connection: OwnedConnection, sessionUser: () => UserId | undefined): Owner => {
  let given: UserId | undefined
  const own = (credentials: Parameters<Connection['connect']>[0]): void => {
    given = typeof credentials === 'object' ? credentials.userId : undefined
  }
  return {
    userId: () => (connection.link() === null ? (given ?? sessionUser() ?? connection.userId()) : connection.userId()),
    connect: (credentials) =>
      defer(() => {
        const before = given
        own(credentials)
        return connection.connect(credentials).pipe(
          tap({
            error: (error: unknown) => {
              // Refused before anything was tried: the wish that runs goes on, and so does its user.
              if (isChatError(error, 'argument') || isChatError(error, 'session')) given = before
            },
          }),
        )
      }),
    disconnect: () =>
      connection.disconnect().pipe(
        tap(() => {
          given = undefined
        }),
      ),
  }
}
