import type { Either } from './either.js'

/** Reads `A` from what is unknown and writes it as `O`; every codec of io-ts is one. */
export interface Codec<A, O = unknown> {
  /** `Left` where it is none. */
  readonly decode: (value: unknown) => Either<unknown, A>
  /** What `decode` would read. */
  readonly encode: (value: A) => O
}
