import type { EpochMs } from '../model/ids.js'
import { isId, requireArgument, requirePaging } from '../rest/arguments.js'
import type { Operators, Query } from '../rest/query.js'
import { numberOfType } from '../rest/wire/dialog-types.js'
import type { Choice, Comparison, DialogQuery } from './dialogs.js'

const sortFields = {
  lastMessageAt: 'last_message_date_sent',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const

type Wire = string | number
type Filter = Wire | Operators | undefined

const mapped = <T>(value: T | undefined, wire: (value: T) => Wire): Wire | undefined =>
  value === undefined ? undefined : wire(value)

const choice = <T extends Wire>(value: Choice<T> | undefined, wire: (value: T) => Wire): Filter => {
  if (typeof value !== 'object') return mapped(value, wire)
  return { in: value.in?.map(wire), nin: value.nin?.map(wire), ne: mapped(value.ne, wire) }
}

/** The chat endpoints compare in unix seconds, decimals allowed (protocol 1.7). */
const seconds = (at: EpochMs): number => at / 1000

const comparison = (value: Comparison<EpochMs> | undefined): Filter => {
  if (typeof value !== 'object') return mapped(value, seconds)
  const { lt, lte, gt, gte, ne } = value
  return {
    lt: mapped(lt, seconds),
    lte: mapped(lte, seconds),
    gt: mapped(gt, seconds),
    gte: mapped(gte, seconds),
    ne: mapped(ne, seconds),
  }
}

const same = <T>(value: T): T => value

export const checkDialogQuery = ({ filter = {}, ...paging }: DialogQuery): void => {
  requirePaging(paging)
  const lists = [
    filter.occupantIds,
    ...[filter.id, filter.type].map((it) => (typeof it === 'object' ? it.in : undefined)),
  ]
  requireArgument(
    lists.every((list) => list?.length !== 0),
    'filter',
    'no empty list: it would match nothing',
  )
  const times = [filter.lastMessageAt, filter.createdAt, filter.updatedAt]
    .flatMap((time) => (typeof time === 'object' ? Object.values(time) : [time]))
    .filter((time): time is EpochMs => time !== undefined)
  requireArgument(times.every(Number.isFinite), 'filter', 'times in milliseconds since 1970')
  requireArgument(
    filter.occupantIds?.every(isId) !== false,
    'filter.occupantIds',
    'user ids, each a positive whole number',
  )
}

/** The query of `GET /chat/Dialog` (protocol 4.2). */
export const dialogQuery = ({ filter = {}, sort, limit, skip }: DialogQuery): Query => ({
  _id: choice(filter.id, same),
  type: choice(filter.type, numberOfType),
  name: typeof filter.name === 'object' ? { ctn: filter.name.contains } : filter.name,
  occupants_ids: filter.occupantIds === undefined ? undefined : { in: filter.occupantIds },
  last_message_date_sent: comparison(filter.lastMessageAt),
  created_at: comparison(filter.createdAt),
  updated_at: comparison(filter.updatedAt),
  ...Object.fromEntries(Object.entries(filter.extensions ?? {}).map(([key, value]) => [`extensions[${key}]`, value])),
  [`sort_${sort?.order ?? 'desc'}`]: sortFields[sort?.by ?? 'lastMessageAt'],
  limit,
  skip,
})
