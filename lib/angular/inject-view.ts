import { computed, type Signal } from '@angular/core'
import { toObservable, toSignal } from '@angular/core/rxjs-interop'
import { isObservable, switchMap, type Observable } from 'rxjs'
import { perFrame } from './per-frame.js'

/**
 * A signal of the latest value of a state: of anything in `live`, of what is called `in` or `watch`, or of a `$`
 * property. Changes at most once per animation frame, see `perFrame`; the first value of a state is there at once.
 * Subscribed to until the injection context is destroyed. `requireSync` throws where there is no value at once, and
 * spares the `undefined`.
 */
export function injectView<T>(view$: Observable<T>, options: { readonly requireSync: true }): Signal<T>
/**
 * The same of a function that reads signals, as the inputs of a component: subscribed to when the component is first
 * checked, and anew when they change. The last value stays until there is one of the new view. `undefined` until then.
 */
export function injectView<T>(view$: Observable<T> | (() => Observable<T>)): Signal<T | undefined>
export function injectView<T>(
  view$: Observable<T> | (() => Observable<T>),
  options?: { readonly requireSync: true },
): Signal<T | undefined> {
  if (!isObservable(view$))
    return toSignal(toObservable(computed(view$)).pipe(switchMap((current$) => current$.pipe(perFrame()))))
  const frames$ = view$.pipe(perFrame())
  return options === undefined ? toSignal(frames$) : toSignal(frames$, options)
}
