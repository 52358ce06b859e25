import type { EpochMs } from '../model/ids.js'
import { isId, isText, requireArgument, requirePaging } from '../rest/arguments.js'
import type { Operators, Query } from '../rest/query.js'
import type { UserFilter, UserMatch, UserQuery } from './users.js'

const standAlone = {
  id: 'id',
  login: 'login',
  email: 'email',
  fullName: 'full_name',
  phone: 'phone',
  externalId: 'external_id',
  facebookId: 'facebook_id',
  twitterId: 'twitter_id',
  tags: 'user_tags',
} as const
const times = { lastRequestAt: 'last_request_at', createdAt: 'created_at', updatedAt: 'updated_at' } as const
const sortFields = { ...times, id: 'id', fullName: 'full_name' } as const

const shortestStart = 4

/** Without optional members, as `Object.keys` would lose their types. */
const keysOf = <K extends string>(table: Readonly<Record<K, string>>): readonly K[] => {
  const keys: K[] = []
  for (const key in table) keys.push(key)
  return keys
}

const operators = (match: UserMatch<string | number>): Operators => {
  if (typeof match !== 'object') return { eq: match }
  return 'in' in match ? { in: match.in } : { start_with: match.startsWith }
}

const iso = (at: EpochMs | undefined): Date | undefined => (at === undefined ? undefined : new Date(at))

const matches = (filter: UserFilter): Readonly<Record<string, Operators>> =>
  Object.fromEntries(
    keysOf(standAlone).flatMap((key) => {
      const match = filter[key]
      return match === undefined ? [] : [[standAlone[key], operators(match)] as const]
    }),
  )

const checkMatch = (name: string, match: UserMatch<string | number>): void => {
  if (typeof match === 'object' && 'startsWith' in match) {
    requireArgument(
      match.startsWith.length >= shortestStart,
      `${name}.startsWith`,
      `${String(shortestStart)} characters or more`,
    )
    return
  }
  const values = typeof match === 'object' ? match.in : [match]
  const isValue = name === 'filter.id' ? isId : isText
  const expected = name === 'filter.id' ? 'user ids, each a positive whole number' : 'text that is not empty'
  requireArgument(values.length > 0 && values.every(isValue), name, expected)
}

/** Throws a `ChatError` of kind `argument` for what the server would refuse (protocol 2.5). */
export const checkUserQuery = ({ filter, ...paging }: UserQuery): void => {
  requirePaging(paging)
  const found = keysOf(standAlone).filter((key) => filter[key] !== undefined)
  requireArgument(found.length > 0, 'filter', `at least one of ${keysOf(standAlone).join(', ')}`)
  for (const key of found) {
    const match = filter[key]
    if (match !== undefined) checkMatch(`filter.${key}`, match)
  }
  requireArgument(filter.exceptIds?.every(isId) !== false, 'filter.exceptIds', 'user ids, each a positive whole number')
  const bounds = keysOf(times).flatMap((key): readonly unknown[] => Object.values(filter[key] ?? {}))
  requireArgument(
    bounds.every((at) => Number.isFinite(at)),
    'filter',
    'times in milliseconds since 1970',
  )
}

/** The query of `GET /users/v2`: `field[operator]=value`, lists as repeated `field[in][]=value`. */
export const userQuery = ({ filter, sort, limit, skip }: UserQuery): Query => {
  const found = matches(filter)
  const periods = keysOf(times).flatMap((key) => {
    const { lt, lte, gt, gte } = filter[key] ?? {}
    return [[times[key], { lt: iso(lt), lte: iso(lte), gt: iso(gt), gte: iso(gte) }] as const]
  })
  return {
    ...found,
    ...(filter.exceptIds === undefined ? {} : { id: { ...found['id'], nin: filter.exceptIds } }),
    ...Object.fromEntries(periods),
    ...(sort === undefined ? {} : { [`sort_${sort.order}`]: sortFields[sort.by] }),
    limit,
    offset: skip,
  }
}
