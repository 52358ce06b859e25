import type { Fields, Json } from '../json.js'

export interface Answer {
  readonly status: number
  /** Nothing: an empty TEXT body (protocol 1.8). */
  readonly body?: Json
  /** Instead of JSON: bytes or text as they are. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export const json = (body: Json, status = 200): Answer => ({ status, body })

export const emptyText = (): Answer => ({ status: 200 })

const listed = (status: number, message: string): Answer => ({ status, body: { errors: [message] } })
const based = (status: number, message: string): Answer => ({ status, body: { errors: { base: [message] } } })

/** The exact bodies of protocol 1.9; the last two texts are of ours. */
export const REFUSED = {
  unauthorized: listed(401, 'Unauthorized'),
  badPassword: listed(401, 'Invalid password'),
  badSignature: listed(422, 'Unexpected signature'),
  noToken: listed(401, 'Token is required'),
  noOpponent: listed(422, 'Occupants_ids is missing opponent ID.'),
  notFound: listed(404, "The resource wasn't found"),
  expired: based(401, 'Required session does not exist'),
  needUser: based(403, 'Forbidden. Need user.'),
  role: based(403, "You don't have appropriate permissions to perform this operation"),
  fixedOccupants: based(403, "Updating occupants_ids is possible only for 'group' and 'public' chat dialogs"),
  emailTaken: based(422, 'email must be unique'),
  badToken: based(422, 'Token invalid'),
  opponentNeeded: based(422, 'occupants_ids field must contain an opponent user id'),
  noUserList: based(403, 'Users retrieving forbidden in admin panel for this application'),
  malformed: listed(400, 'Malformed JSON'),
} as const satisfies Record<string, Answer>

/** Validation texts the protocol notes do not know. */
export const invalid = (message: string): Answer => based(422, message)

/** By field, as Rails does (protocol 1.9). */
export const invalidField = (field: string, message: string): Answer => ({
  status: 422,
  body: { errors: { [field]: [message] } },
})

const VERDICTS = ['SuccessfullyDeleted', 'NotFound', 'WrongPermissions'] as const
export type Verdict = (typeof VERDICTS)[number]

/** The result of deleting several at once, 200 even when all failed (protocol 4.11). */
export const multiDelete = (ids: readonly string[], remove: (id: string) => Verdict): Fields => {
  const removed = ids.map((id) => [id, remove(id)] as const)
  const idsOf = (verdict: Verdict) => removed.flatMap(([id, found]) => (found === verdict ? [id] : []))
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, { ids: idsOf(verdict) }]))
}

export const iso = (ms: number): string => new Date(ms).toISOString()
