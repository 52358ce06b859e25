import { EMPTY, expand, Observable } from 'rxjs'

export interface PageWalk<Page, Cursor> {
  readonly first: Cursor
  /** Where the page after this one is; `undefined` when this is the last. */
  readonly next: (page: Page) => Cursor | undefined
  readonly fetch: (cursor: Cursor) => Observable<Page>
}

/**
 * Walks pages one after the other, each fetched when the one before has arrived. Cold; emits every page, completes
 * after the last, errors with the first error. Unsubscribing cancels the fetch under way.
 */
export const pageUntil = <Page, Cursor>({ first, next, fetch }: PageWalk<Page, Cursor>): Observable<Page> => {
  // `expand` subscribes the next page even when this one made the subscriber leave (`take`): no request for nobody.
  const page = (cursor: Cursor): Observable<Page> =>
    new Observable((subscriber) => (subscriber.closed ? undefined : fetch(cursor).subscribe(subscriber)))

  return page(first).pipe(
    expand((arrived) => {
      const cursor = next(arrived)
      return cursor === undefined ? EMPTY : page(cursor)
    }, 1),
  )
}
