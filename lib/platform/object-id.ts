export interface ObjectIdSource {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A number from 0 up to 1. */
  readonly random: () => number
}

const hex = (value: number, digits: number): string =>
  Math.floor(value % 16 ** digits)
    .toString(16)
    .padStart(digits, '0')

/**
 * Makes message ids as the server expects them (protocol 3.6): 24 lower-case hex digits, of which 8 are the second,
 * 10 are random and the same for all ids of this creator, 6 count on from a random start. Nothing is drawn before the
 * first id is asked for.
 */
export const createObjectIds = ({ now, random }: ObjectIdSource): (() => string) => {
  let drawn: { readonly creator: string; readonly start: number } | undefined
  let made = 0
  return () => {
    // Two draws for ten digits: a source of 32 bits would leave the last ones empty.
    drawn ??= {
      creator: hex(random() * 16 ** 5, 5) + hex(random() * 16 ** 5, 5),
      start: Math.floor(random() * 16 ** 6),
    }
    const { creator, start } = drawn
    return hex(Math.max(0, now() / 1000), 8) + creator + hex(start + made++, 6)
  }
}
