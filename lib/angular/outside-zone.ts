import { NgZone } from '@angular/core'
import { isObservable, Observable } from 'rxjs'

const isApi = (value: object): boolean =>
  Object.values(value).some((member) => typeof member === 'function' || isObservable(member))

/**
 * The same object, whose Observables and functions work outside Angular's zone, those handed to them included: a socket,
 * a timer and a promise belong to the zone in which somebody subscribes. Values are told outside, too. What was
 * subscribed inside enters the zone once, when it ends, so that Angular looks at what a command set.
 */
export const outsideZone = <T extends object>(api: T, zone: Pick<NgZone, 'run' | 'runOutsideAngular'>): T => {
  // The same every time it is asked for: the async pipe subscribes anew to another Observable.
  const made = new WeakMap<object, unknown>()

  const moved = (source$: Observable<unknown>): Observable<unknown> =>
    new Observable((subscriber) => {
      const inside = NgZone.isInAngularZone()
      const running = zone.runOutsideAngular(() =>
        source$.subscribe({
          next: (value) => zone.runOutsideAngular(() => subscriber.next(value)),
          error: (error: unknown) => zone.runOutsideAngular(() => subscriber.error(error)),
          complete: () => zone.runOutsideAngular(() => subscriber.complete()),
        }),
      )
      return () => {
        zone.runOutsideAngular(() => running.unsubscribe())
        if (inside) zone.run(() => undefined)
      }
    })

  const make = (value: object): unknown => {
    if (isObservable(value)) return moved(value)
    if (typeof value !== 'function') return isApi(value) ? proxy(value) : value
    return function (this: unknown, ...given: readonly unknown[]): unknown {
      return wrap(zone.runOutsideAngular((): unknown => Reflect.apply(value, this, given.map(wrap))))
    }
  }
  const wrap = (value: unknown): unknown => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    if (!made.has(value)) made.set(value, make(value))
    return made.get(value)
  }
  const proxy = <O extends object>(target: O): O =>
    new Proxy(target, { get: (_, key) => wrap(Reflect.get(target, key)) })

  return proxy(api)
}
