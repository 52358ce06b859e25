import * as t from 'io-ts'
import type { Page } from '../model/page.js'
import { number, orNull } from './codecs.js'
import { decodeItems, type Report } from './decode.js'

/** The envelope of lists (protocol 1.6), items not looked at yet. */
export const rawPage = t.type(
  { items: t.UnknownArray, total_entries: orNull(number), skip: orNull(number), limit: orNull(number) },
  'page',
)

export interface PageContext<T> {
  readonly decoder: t.Decoder<unknown, T>
  readonly where: string
  readonly report: Report
  /** What was asked for: the answer may leave it out. */
  readonly asked: { readonly skip?: number | undefined; readonly limit?: number | undefined }
}

const defaultLimit = 100

/** A page of models: items that do not decode are reported and left out. */
export const toPage = <T>(
  raw: t.TypeOf<typeof rawPage>,
  { decoder, where, report, asked }: PageContext<T>,
): Page<T> => {
  const skip = raw.skip ?? asked.skip ?? 0
  const limit = raw.limit ?? asked.limit ?? defaultLimit
  const total = raw.total_entries
  const end = skip + raw.items.length
  return {
    items: decodeItems(decoder, where, raw.items, report),
    ...(total === null ? {} : { total }),
    skip,
    limit,
    hasMore: raw.items.length > 0 && (total === null ? raw.items.length >= limit : end < total),
  }
}
