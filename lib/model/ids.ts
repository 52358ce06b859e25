/** Names a primitive without wrapping it: a plain literal is accepted, another brand is not. */
type Branded<T, Name extends string> = T & { readonly __brand?: Name }

/** A ConnectyCube user id: a positive integer. */
export type UserId = Branded<number, 'UserId'>
/** A dialog id: 24 lower-case hex characters when generated, kept verbatim when read. */
export type DialogId = Branded<string, 'DialogId'>
/** A message id: an ObjectId minted by the client, equal to the REST `_id`. */
export type MessageId = Branded<string, 'MessageId'>
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Branded<number, 'EpochMs'>

/** The users of both, ascending; the same reference where nobody is new. */
export const union = (some: readonly UserId[], more: readonly UserId[]): readonly UserId[] =>
  more.every((user) => some.includes(user)) ? some : [...new Set([...some, ...more])].sort((a, b) => a - b)
