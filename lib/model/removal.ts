/** What became of each of the ids that were to be removed. */
export interface Removal<Id extends string = string> {
  readonly removed: readonly Id[]
  readonly notFound: readonly Id[]
  /** The user has not the right. */
  readonly refused: readonly Id[]
}
