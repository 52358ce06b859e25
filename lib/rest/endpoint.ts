import { anyList } from '../codec/decoder.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Page } from '../model/page.js'
import { at, type Decoder, member, model, number, optional } from './codecs.js'
import { decode, decodeItems, type Report } from './decode.js'
import type { Query } from './query.js'

/** What a request has to prove: a signed-in user, a session, a session or else the application key, or nothing. */
export type Authorisation = 'user' | 'session' | 'session-or-key' | 'none'

/** Sent as JSON. */
export type Body = Readonly<Record<string, unknown>>

/** What the arguments of one call become. */
export interface Call<Output> {
  /** What stands for the `:names` of the route; a list is a comma list. */
  readonly path?: Readonly<Record<string, string | number | readonly string[]>>
  readonly query?: Query
  /** Members that are `undefined` vanish in JSON. */
  readonly body?: Body
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

/** An answer of 2xx, its JSON read on demand: many bodies say nothing (protocol: "200 TEXT"). */
export interface Answered {
  readonly query: Query
  /** When the session of the answer ends. */
  readonly expiresAt: EpochMs
  readonly json: () => unknown
  /** For errors. */
  readonly where: string
  readonly report: Report
}

/** Makes the output of an answer, or throws the `ChatError` that says what was wrong with it. */
export type Answer<Output> = (answered: Answered) => Output

export const text: Answer<void> = () => undefined

export const json =
  <Output>(decoder: Decoder<Output>): Answer<Output> =>
  ({ json, where }) =>
    decode(decoder, where, json())

/** The envelope of lists (protocol 1.6), items not looked at yet. */
const rawPage = model('page', {
  items: anyList,
  total: at('total_entries', optional(number)),
  skip: optional(number),
  limit: optional(number),
})

const defaultLimit = 100

/** A page of models: items that do not decode are reported and left out. What the answer leaves out is as it was asked. */
export const page =
  <T>(item: Decoder<T>): Answer<Page<T>> =>
  (answered) => {
    const { where, query, report } = answered
    const asked = (name: string): number | undefined => (typeof query[name] === 'number' ? query[name] : undefined)
    const { items, ...told } = json(rawPage)(answered)
    const { total, skip = asked('skip') ?? asked('offset') ?? 0, limit = asked('limit') ?? defaultLimit } = told
    const more = total === undefined ? items.length >= limit : skip + items.length < total
    return { ...told, skip, limit, items: decodeItems(item, where, items, report), hasMore: more && items.length > 0 }
  }

/** The members of a list that decode, where there are no pages. */
export const list =
  <T>(item: Decoder<T>, envelope: Decoder<readonly unknown[]> = anyList): Answer<readonly T[]> =>
  (answered) =>
    decodeItems(item, answered.where, json(envelope)(answered), answered.report)

/** The answer to `count=1`: `{"items":{"count":5}}`. */
export const count = json(member('items', member('count', number)))
