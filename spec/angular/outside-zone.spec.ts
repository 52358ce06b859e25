import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { concat, map, NEVER, Observable, of, Subject, take, throwError } from 'rxjs'
import { outsideZone } from '../../lib/angular/outside-zone.js'

/** A zone that knows whether somebody is in it and how often it was entered. */
const createZone = () => {
  const zone = { inside: true, entered: 0 }
  const within =
    (inside: boolean) =>
    <R>(work: () => R): R => {
      const before = zone.inside
      zone.inside = inside
      if (inside) zone.entered++
      try {
        return work()
      } finally {
        zone.inside = before
      }
    }
  return Object.assign(zone, { run: within(true), runOutsideAngular: within(false) })
}

describe('outsideZone', () => {
  let zone: ReturnType<typeof createZone>
  beforeEach(() => {
    zone = createZone()
    // What NgZone.isInAngularZone() looks at.
    Object.assign(globalThis, { Zone: { current: { get: () => zone.inside } } })
  })
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'Zone')
  })

  /** Notes where somebody subscribes and unsubscribes. */
  const noting = (notes: string[], source$: Observable<string> = NEVER) => {
    const note = (what: string): void => void notes.push(`${what} ${zone.inside ? 'inside' : 'outside'}`)
    return new Observable<string>((subscriber) => {
      note('subscribed')
      subscriber.add(source$.subscribe(subscriber))
      return () => note('unsubscribed')
    })
  }

  it('subscribes, tells and unsubscribes outside', () => {
    const notes: string[] = []
    const api = outsideZone({ state$: noting(notes, concat(of('a'), NEVER)) }, zone)
    const subscription = api.state$.subscribe((value) => notes.push(`${value} ${zone.inside ? 'inside' : 'outside'}`))
    expect(zone.inside).toBe(true)
    subscription.unsubscribe()
    expect(notes).toEqual(['subscribed outside', 'a outside', 'unsubscribed outside'])
  })

  it('reaches what functions give, at any depth, and calls them outside', () => {
    const notes: string[] = []
    const of$ = (name: string) => {
      notes.push(`${name} ${zone.inside ? 'inside' : 'outside'}`)
      return { received$: noting(notes) }
    }
    outsideZone({ messages: { of: of$ } }, zone)
      .messages.of('kind')
      .received$.subscribe()
      .unsubscribe()
    expect(notes).toEqual(['kind outside', 'subscribed outside', 'unsubscribed outside'])
  })

  it('gives the same member every time', () => {
    const api = outsideZone({ connection: { state$: NEVER, connect: () => NEVER } }, zone)
    expect(api.connection).toBe(api.connection)
    expect(api.connection.state$).toBe(api.connection.state$)
    expect(api.connection.connect).toBe(api.connection.connect)
    expect(api.connection.state$).not.toBe(NEVER)
  })

  it.each([
    ['completes', of('a')],
    ['errs', throwError(() => new Error('refused'))],
    ['is left by its subscriber', concat(of('a'), NEVER).pipe(take(1))],
  ])('enters the zone once, after the last word, when a subscription made inside %s', (_, source$) => {
    const words: number[] = []
    const say = (): void => void words.push(zone.entered)
    const api = outsideZone({ send: () => source$ }, zone)
    api.send().subscribe({ next: say, error: say, complete: say })
    expect(new Set(words)).toEqual(new Set([0]))
    expect(zone.entered).toBe(1)
  })

  it('does not enter the zone while values come, nor for a subscription made outside', () => {
    const value$ = new Subject<number>()
    const api = outsideZone({ value$, send: () => of(1) }, zone)
    api.value$.subscribe()
    value$.next(1)
    value$.next(2)
    zone.runOutsideAngular(() => api.send().subscribe())
    expect(zone.entered).toBe(0)
  })

  it('takes what it is handed outside as well', () => {
    const notes: string[] = []
    const where = (): string => (zone.inside ? 'inside' : 'outside')
    const click$ = new Subject<void>()
    const api = outsideZone(
      {
        report: (keystroke$: Observable<void>) => keystroke$.pipe(map(where)),
        timeline: (_: object, { older$ }: { older$: Observable<void> }) => older$.pipe(map(where)),
        connect: (credentials: () => Observable<void>) => credentials().pipe(map(where)),
      },
      zone,
    )
    api.report(click$).subscribe((word) => notes.push(word))
    api.timeline({ dialogId: 'd' }, { older$: click$ }).subscribe((word) => notes.push(word))
    api.connect(() => click$).subscribe((word) => notes.push(word))
    zone.run(() => click$.next())
    expect(notes).toEqual(['outside', 'outside', 'outside'])
  })

  it('leaves data alone, and the methods of what it is handed their object', () => {
    const dialog = { type: 'private', opponentId: 2 }
    const codec = { prefix: 'x', encode: (text: string) => text }
    const kind = {
      ...codec,
      encode(text: string) {
        return this.prefix + text
      },
    }
    const api = outsideZone(
      { same: (value: unknown) => value === dialog, told: () => dialog, encode: (by: typeof kind) => by.encode('y') },
      zone,
    )
    expect(api.same(dialog)).toBe(true)
    expect(api.told()).toBe(dialog)
    expect(api.encode(kind)).toBe('xy')
  })
})
