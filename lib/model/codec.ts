import type { Either } from './either.js'

/** Reads `A` from what is unknown and writes it as `O`; every codec of io-ts is one. */
export interface Codec<A, O = unknown> {
  readonly decode: (value: unknown) => Either<unknown, A>
  readonly encode: (value: A) => O
}
