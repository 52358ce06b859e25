import type { Decoder } from 'io-ts'
import type { ListStyle, Query } from './query.js'

/** What a request has to prove: a session, a session or else the application key (sign-up), or nothing (log-in). */
export type Authorisation = 'session' | 'session-or-key' | 'none'

/** JSON that must satisfy a decoder, or an answer whose body says nothing (protocol: "200 TEXT"). */
export type Answer<Output> =
  | { readonly kind: 'json'; readonly decoder: Decoder<unknown, Output> }
  | { readonly kind: 'text'; readonly output: Output }

/** One REST call as data: how an input becomes a request and an answer becomes an output. */
export interface Endpoint<Input, Output> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Starts with a slash, without `.json`, already percent-encoded. */
  readonly path: string | ((input: Input) => string)
  readonly authorisation: Authorisation
  readonly query?: (input: Input) => Query
  /** Default: comma. */
  readonly listStyle?: ListStyle
  readonly body?: (input: Input) => Readonly<Record<string, unknown>>
  readonly answer: Answer<Output>
}

export const json = <Output>(decoder: Decoder<unknown, Output>): Answer<Output> => ({ kind: 'json', decoder })

export const text: Answer<void> = { kind: 'text', output: undefined }

export const pathOf = <Input>({ path }: Pick<Endpoint<Input, unknown>, 'path'>, input: Input): string =>
  typeof path === 'string' ? path : path(input)

/** Percent-encodes one segment of a path. */
export const segment = (id: string | number): string => encodeURIComponent(String(id))
