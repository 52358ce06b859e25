import { defer, EMPTY, expand, type Observable } from 'rxjs'

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
export const pageUntil = <Page, Cursor>({ first, next, fetch }: PageWalk<Page, Cursor>): Observable<Page> =>
  defer(() => fetch(first)).pipe(
    expand((page) => {
      const cursor = next(page)
      return cursor === undefined ? EMPTY : fetch(cursor)
    }, 1),
  )
