/** A failure as a value. Assignable both ways with the `Either` of fp-ts. */
export interface Left<E> {
  readonly _tag: 'Left'
  readonly left: E
}

/** A success as a value. */
export interface Right<A> {
  readonly _tag: 'Right'
  readonly right: A
}

/** One of two outcomes, told apart by `_tag`: for effects and reducers that keep errors in the value channel. */
export type Either<E, A> = Left<E> | Right<A>
