import { animationFrames, switchMap, take, throttle, timer, type MonoTypeOperatorFunction, type Observable } from 'rxjs'
import { browserVisible } from '../platform/browser-flags.js'

/** ms between two values of a page that is hidden, where no frame is drawn. */
const hiddenInterval = 100

const frame$: Observable<unknown> = browserVisible().pipe(
  switchMap((visible) => (visible ? animationFrames() : timer(hiddenInterval))),
  take(1),
)

/**
 * The latest value, at most once per animation frame, or every 100 ms while the page is hidden; for states, since what
 * comes between is passed over. The first value, and one after a pause, goes through at once; the last one is never lost.
 * Passes everything on at once where there are no frames (a server).
 */
export const perFrame =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source) =>
    'requestAnimationFrame' in globalThis
      ? source.pipe(throttle(() => frame$, { leading: true, trailing: true }))
      : source
