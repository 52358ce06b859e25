/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** How many there are in all; message lists do not say. */
  readonly total?: number
  /** How many were passed over. */
  readonly skip: number
  /** How many were asked for, as the server understood it: it clamps to 100. */
  readonly limit: number
  /** Whether another page may hold something: true until the server says or shows that this was the last one. */
  readonly hasMore: boolean
}
