import { map, merge, scan, type Observable } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import { flat } from '../rx/flat.js'

/** What arrived, in which dialog, and when the server put it aside if it did. */
export interface Arrival<T> {
  readonly key: string
  readonly value: T
  readonly storedAt?: EpochMs | undefined
}

/** What becomes of arrivals: those of a key are held back, something goes ahead of them, they go on. */
export type Order<T> =
  | { readonly type: 'hold'; readonly key: string }
  | { readonly type: 'feed'; readonly values: readonly T[] }
  | { readonly type: 'release'; readonly key: string }

/** The key that stands for all. */
export const everything = '*'

export interface Arranging<T> {
  readonly held: ReadonlySet<string>
  /** What is held back, in the order in which it arrived. */
  readonly waiting: readonly Arrival<T>[]
  /** What goes on now. */
  readonly out: readonly T[]
}

export const nothingHeld: Arranging<never> = { held: new Set(), waiting: [], out: [] }

export type ArrangeInput<T> = Order<T> | { readonly type: 'arrival'; readonly arrival: Arrival<T> }

/** What was put aside comes first and in its own order: ejabberd hands it out in another. */
const inOrder = <T>(arrivals: readonly Arrival<T>[]): readonly T[] =>
  [
    ...arrivals.filter(({ storedAt }) => storedAt !== undefined).sort((a, b) => (a.storedAt ?? 0) - (b.storedAt ?? 0)),
    ...arrivals.filter(({ storedAt }) => storedAt === undefined),
  ].map(({ value }) => value)

/** Pure: one input, what is held from then on and what goes on. */
export const arranged = <T>({ held, waiting }: Arranging<T>, input: ArrangeInput<T>): Arranging<T> => {
  const isHeld = ({ key }: Arrival<T>, keys = held): boolean => keys.has(everything) || keys.has(key)
  switch (input.type) {
    case 'arrival':
      if (!isHeld(input.arrival)) return { held, waiting, out: [input.arrival.value] }
      return { held, waiting: [...waiting, input.arrival], out: [] }
    case 'feed':
      return { held, waiting, out: input.values }
    case 'hold':
      return { held: new Set([...held, input.key]), waiting, out: [] }
    case 'release': {
      const left = new Set([...held].filter((key) => key !== input.key))
      const free = waiting.filter((arrival) => !isHeld(arrival, left))
      return { held: left, waiting: waiting.filter((arrival) => isHeld(arrival, left)), out: inOrder(free) }
    }
  }
}

/** Lets arrivals through in the order that `order$` wants. Completes and errors with the arrivals. */
export const arrange =
  <T>(order$: Observable<Order<T>>) =>
  <U>(arrival$: Observable<Arrival<T | U>>): Observable<T | U> =>
    merge(order$, arrival$.pipe(map((arrival): ArrangeInput<T | U> => ({ type: 'arrival', arrival })))).pipe(
      scan<ArrangeInput<T | U>, Arranging<T | U>>(arranged, nothingHeld),
      map(({ out }) => out),
      flat(),
    )
