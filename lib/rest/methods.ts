import { defer, type Observable } from 'rxjs'
import { sessionError } from '../errors/session-error.js'
import type { UserId } from '../model/ids.js'
import { type Endpoint, toRequest } from './endpoint.js'
import type { Http } from './http.js'

export interface RestDeps {
  readonly http: Http
  /** Who is signed in. */
  readonly userId: () => UserId | null | undefined
}

type Method<Row> = Row extends Endpoint<infer Args, infer Output> ? (...args: Args) => Observable<Output> : never

/**
 * The methods of a table of endpoints.
 * @inline
 */
export type Methods<Table> = { readonly [Name in keyof Table]: Method<Table[Name]> }

/** A cold method: one subscription is one request, made of the arguments at that time. */
export const methodOf =
  <Args extends readonly unknown[], Output>(row: Endpoint<Args, Output>, { http, userId }: RestDeps) =>
  (...args: Args): Observable<Output> =>
    defer(() => {
      const own = row.authorisation === 'user' ? userId() : 0
      if (own === null || own === undefined) throw sessionError('no-user')
      return http.request(toRequest(row, own, args))
    })

type Table = Readonly<Record<string, Endpoint<never, unknown>>>

/** Makes every endpoint of a table a cold method. */
export function methodsOf<T extends Table>(table: T, deps: RestDeps): Methods<T>
export function methodsOf(table: Table, deps: RestDeps): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(table).map(([name, row]) => [name, methodOf(row, deps)]))
}
