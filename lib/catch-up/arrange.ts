import { map, merge, mergeMap, scan, type Observable } from 'rxjs'
import type { EpochMs } from '../model/ids.js'

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
  readonly held: ReadonlyMap<string, readonly Arrival<T>[]>
  /** What goes on now. */
  readonly out: readonly T[]
}

export const nothingHeld: Arranging<never> = { held: new Map(), out: [] }

export type ArrangeInput<T> = Order<T> | { readonly type: 'arrival'; readonly arrival: Arrival<T> }

/** What was put aside comes first and in its own order: ejabberd hands it out in another. */
const inOrder = <T>(held: readonly Arrival<T>[]): readonly Arrival<T>[] => [
  ...held.filter(({ storedAt }) => storedAt !== undefined).sort((a, b) => (a.storedAt ?? 0) - (b.storedAt ?? 0)),
  ...held.filter(({ storedAt }) => storedAt === undefined),
]

const arrive = <T>({ held }: Arranging<T>, arrival: Arrival<T>): Arranging<T> => {
  const key = [everything, arrival.key].find((each) => held.has(each))
  if (key === undefined) return { held, out: [arrival.value] }
  return { held: new Map(held).set(key, [...(held.get(key) ?? []), arrival]), out: [] }
}

const release = <T>({ held }: Arranging<T>, key: string): Arranging<T> => {
  const left = new Map(held)
  left.delete(key)
  return inOrder(held.get(key) ?? []).reduce<Arranging<T>>(
    (before, arrival) => {
      const after = arrive(before, arrival)
      return { held: after.held, out: [...before.out, ...after.out] }
    },
    { held: left, out: [] },
  )
}

/** Pure: one input, what is held from then on and what goes on. */
export const arranged = <T>(state: Arranging<T>, input: ArrangeInput<T>): Arranging<T> => {
  switch (input.type) {
    case 'arrival':
      return arrive(state, input.arrival)
    case 'feed':
      return { held: state.held, out: input.values }
    case 'hold':
      return { held: state.held.has(input.key) ? state.held : new Map(state.held).set(input.key, []), out: [] }
    case 'release':
      return release(state, input.key)
  }
}

/** Lets arrivals through in the order that `order$` wants. Completes and errors with the arrivals. */
export const arrange =
  <T>(order$: Observable<Order<T>>) =>
  (arrival$: Observable<Arrival<T>>): Observable<T> =>
    merge(order$, arrival$.pipe(map((arrival): ArrangeInput<T> => ({ type: 'arrival', arrival })))).pipe(
      scan<ArrangeInput<T>, Arranging<T>>(arranged, nothingHeld),
      mergeMap(({ out }) => out),
    )
