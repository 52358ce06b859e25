import type { UserId } from '../model/ids.js'
import type { Answer } from './answers.js'
import type { ListStyle, Query } from './query.js'

/** What a request has to prove: a signed-in user, a session, a session or else the application key, or nothing. */
export type Authorisation = 'user' | 'session' | 'session-or-key' | 'none'

/** What the arguments of one call become. */
export interface Call<Output> {
  /** What stands for the `:names` of the route; a list is a comma list. */
  readonly path?: Readonly<Record<string, string | number | readonly string[]>>
  readonly query?: Query
  /** Default: comma. */
  readonly listStyle?: ListStyle
  /** Members that are `undefined` vanish in JSON. */
  readonly body?: Readonly<Record<string, unknown>>
  /** What is secret and does not look like it. */
  readonly secrets?: readonly string[]
  readonly answer: Answer<Output>
}

/** One REST call as data: how arguments become a request and an answer becomes an output. Pure. */
export interface Endpoint<Args extends readonly unknown[], Output> {
  /** Without `.json`. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`
  readonly authorisation: Authorisation
  /** Throws a `ChatError` of kind `argument` for what the server would refuse. `own` is 0 where no user is needed. */
  readonly call: (own: UserId, ...args: Args) => Call<Output>
}

export interface RestRequest<Output> extends Omit<Call<Output>, 'path'> {
  readonly method: string
  /** Percent-encoded. */
  readonly path: string
  readonly authorisation: Authorisation
}

/** A row of a table of endpoints. */
export const endpoint = <Args extends readonly unknown[], Output>(
  route: Endpoint<Args, Output>['route'],
  call: Endpoint<Args, Output>['call'],
  authorisation: Authorisation = 'user',
): Endpoint<Args, Output> => ({ route, call, authorisation })

export const toRequest = <Args extends readonly unknown[], Output>(
  { route, authorisation, call }: Endpoint<Args, Output>,
  own: UserId,
  args: Args,
): RestRequest<Output> => {
  const { path: names = {}, ...rest } = call(own, ...args)
  const segment = (name: string): string => [names[name] ?? ''].flat().map(encodeURIComponent).join(',')
  const [method = '', pattern = ''] = route.split(' ')
  return { method, path: pattern.replace(/:(\w+)/g, (_match, name: string) => segment(name)), authorisation, ...rest }
}
