import {
  concat,
  distinctUntilChanged,
  ignoreElements,
  map,
  of,
  skip,
  startWith,
  switchMap,
  timer,
  type Observable,
} from 'rxjs'
import type { DialogRef, Typing } from '../../lib/index.js'

/** Three seconds without a key mean that somebody stopped. */
const pause = 3000
/** While somebody types on, the others are told anew. */
const repetition = 5000

/** Tells the others while `draft$` changes. Emits nothing. */
export const tellTyping = (draft$: Observable<string>, typing: Typing, dialog: DialogRef): Observable<never> =>
  draft$.pipe(
    switchMap((draft) => (draft === '' ? of(false) : concat(of(true), timer(pause).pipe(map(() => false))))),
    startWith(false),
    distinctUntilChanged(),
    skip(1),
    switchMap((active) =>
      active ? timer(0, repetition).pipe(switchMap(() => typing.start(dialog))) : typing.stop(dialog),
    ),
    ignoreElements(),
  )

/** Whether the other one types; somebody who vanished while typing stops after a while. */
export const showTyping = (change$: Observable<boolean>): Observable<boolean> =>
  change$.pipe(
    switchMap((typing) => (typing ? concat(of(true), timer(2 * repetition).pipe(map(() => false))) : of(false))),
    startWith(false),
    distinctUntilChanged(),
  )
