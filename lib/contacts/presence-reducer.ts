import type { UserId } from '../model/ids.js'
import type { PresenceStanza } from '../model/stanza.js'
import type { ContactsDeps } from './contacts-deps.js'
import type { ContactPresence, ContactRequest } from './contacts.js'

/** What presence stanzas told in this session. */
export interface Presences {
  /** By user and device, those who are there. */
  readonly users: Readonly<Record<UserId, Readonly<Record<string, ContactPresence>>>>
  readonly requests: readonly ContactRequest[]
}

export const noPresences: Presences = { users: {}, requests: [] }

/** Anybody may send presence: strangers are not remembered without end. */
const most = 5000

/** The most available first. */
const ranking = ['chat', 'available', 'away', 'xa', 'dnd'] as const
const statusOf = (show: string | undefined): ContactPresence['status'] =>
  ranking.find((status) => status === show) ?? 'available'

/** What the most available device says, of equals the one that spoke last; `null` if none is there. Pure. */
export const presenceOf = ({ users }: Presences, userId: UserId): ContactPresence | null => {
  const rank = ({ status }: ContactPresence): number => ranking.indexOf(status)
  const devices = Object.values(users[userId] ?? {}).reverse()
  return devices.reduce<ContactPresence | null>((best, one) => (best && rank(best) <= rank(one) ? best : one), null)
}

const without = <T>(record: Readonly<Record<string, T>>, key: string | number): Readonly<Record<string, T>> => {
  const { [key]: _, ...others } = record
  return others
}

/** After the user was answered, or needs no answer. Pure. */
export const withoutRequest = (state: Presences, userId: UserId): Presences =>
  state.requests.some((request) => request.userId === userId)
    ? { ...state, requests: state.requests.filter((request) => request.userId !== userId) }
    : state

/** What a stanza asks for, if it is a request of a user. Pure. */
export const toRequest = (
  { type, from, status }: PresenceStanza,
  { parse }: ContactsDeps['addresses'],
): ContactRequest | undefined => {
  const address = parse(from)
  if (type !== 'subscribe' || address.type !== 'user') return undefined
  return { userId: address.userId, ...(status === undefined ? {} : { text: status }) }
}

/** After a stanza; rooms and who is no user of this application are passed over. Pure. */
export const applyPresence = (
  state: Presences,
  stanza: PresenceStanza,
  addresses: ContactsDeps['addresses'],
): Presences => {
  const { type, show, status, from } = stanza
  const address = addresses.parse(from)
  if (address.type !== 'user') return state
  const { userId, resource } = address
  const request = toRequest(stanza, addresses)
  if (request !== undefined)
    return { ...state, requests: [...withoutRequest(state, userId).requests, request].slice(-most) }
  if (type === 'unsubscribe') return withoutRequest(state, userId)
  if (type !== undefined && type !== 'unavailable') return state
  // Without a resource it speaks of all devices. The slash keeps names of digits in their order.
  const others = resource === '' ? {} : without(state.users[userId] ?? {}, `/${resource}`)
  const said = { status: statusOf(show), ...(status === undefined ? {} : { text: status }) }
  const there = type === undefined ? { ...others, [`/${resource}`]: said } : others
  const users = without(state.users, userId)
  const isKept = Object.keys(there).length > 0 && Object.keys(users).length < most
  return { ...state, users: isKept ? { ...users, [userId]: there } : users }
}
