import * as t from 'io-ts'
import type { EpochMs } from '../model/ids.js'
import type { Page } from '../model/page.js'
import { type Decoder, member, model, number, orNull } from './codecs.js'
import { decode, decodeItems, type Report } from './decode.js'
import type { Query } from './query.js'

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
  items: t.UnknownArray,
  totalEntries: orNull(number),
  skip: orNull(number),
  limit: orNull(number),
})

const defaultLimit = 100

/** A page of models: items that do not decode are reported and left out. What the answer leaves out is as it was asked. */
export const page =
  <T>(item: Decoder<T>): Answer<Page<T>> =>
  ({ json, where, query, report }) => {
    const raw = decode(rawPage, where, json())
    const asked = (name: string): number | undefined => (typeof query[name] === 'number' ? query[name] : undefined)
    const skip = raw.skip ?? asked('skip') ?? asked('offset') ?? 0
    const limit = raw.limit ?? asked('limit') ?? defaultLimit
    const total = raw.totalEntries
    const end = skip + raw.items.length
    return {
      items: decodeItems(item, where, raw.items, report),
      ...(total === null ? {} : { total }),
      skip,
      limit,
      hasMore: raw.items.length > 0 && (total === null ? raw.items.length >= limit : end < total),
    }
  }

/** The members of a list that decode, where there are no pages. */
export const list =
  <T>(item: Decoder<T>, envelope: Decoder<readonly unknown[]> = t.UnknownArray): Answer<readonly T[]> =>
  ({ json, where, report }) =>
    decodeItems(item, where, decode(envelope, where, json()), report)

/** The answer to `count=1`: `{"items":{"count":5}}`. */
export const count: Answer<number> = ({ json, where }) =>
  decode(member('items', member('count', number)), where, json())
