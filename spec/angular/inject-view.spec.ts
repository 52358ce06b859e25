import { beforeAll, describe, expect, it } from '@jest/globals'
import { createEnvironmentInjector, EnvironmentInjector, InjectionToken, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { BehaviorSubject, of, Subject } from 'rxjs'
import { injectView } from '../../lib/angular/inject-view.js'
import { setUpFrames } from './frames.js'
import { setUpTestBed } from './test-bed.js'

describe('injectView', () => {
  beforeAll(setUpTestBed)

  it('has the first value of a state at once, and follows it', () => {
    const state$ = new BehaviorSubject('idle')
    const state = TestBed.runInInjectionContext(() => injectView(state$, { requireSync: true }))
    expect(state()).toBe('idle')
    state$.next('ready')
    expect(state()).toBe('ready')
  })

  it('is undefined until there is a value, and throws where one is required at once', () => {
    const value$ = new Subject<number>()
    const value = TestBed.runInInjectionContext(() => injectView(value$))
    expect(value()).toBeUndefined()
    value$.next(1)
    expect(value()).toBe(1)
    expect(() => TestBed.runInInjectionContext(() => injectView(value$, { requireSync: true }))).toThrow('NG0601')
  })

  it('tells no change where the reference is the same', () => {
    const items: readonly number[] = []
    const value$ = new BehaviorSubject(items)
    const value = TestBed.runInInjectionContext(() => injectView(value$))
    value$.next(items)
    expect(value()).toBe(items)
  })

  it('switches with the signals that it reads, and keeps the last value meanwhile', () => {
    const dialog = signal('a')
    const slow$ = new Subject<string>()
    const first$ = new BehaviorSubject('first of a')
    const view = TestBed.runInInjectionContext(() => injectView(() => (dialog() === 'a' ? first$ : slow$)))
    expect(view()).toBeUndefined()
    TestBed.tick()
    expect(view()).toBe('first of a')
    dialog.set('b')
    TestBed.tick()
    expect([view(), first$.observed]).toEqual(['first of a', false])
    slow$.next('first of b')
    expect(view()).toBe('first of b')
  })

  it('unsubscribes with its injection context', () => {
    const state$ = new BehaviorSubject(1)
    const views = new InjectionToken<unknown>('the views of a component')
    const useFactory = () => [injectView(state$), injectView(() => state$)]
    const injector = createEnvironmentInjector([{ provide: views, useFactory }], TestBed.inject(EnvironmentInjector))
    injector.get(views)
    TestBed.tick()
    expect(state$.observed).toBe(true)
    injector.destroy()
    expect(state$.observed).toBe(false)
  })

  it('keeps the last value of what completed', () => {
    const view = TestBed.runInInjectionContext(() => injectView(of('last')))
    expect(view()).toBe('last')
  })

  describe('where there are frames', () => {
    const { draw } = setUpFrames()

    it('changes once per frame', () => {
      const state$ = new BehaviorSubject(0)
      const views = TestBed.runInInjectionContext(() => [injectView(state$), injectView(() => state$)])
      TestBed.tick()
      state$.next(1)
      state$.next(2)
      expect(views.map((view) => view())).toEqual([0, 0])
      draw()
      expect(views.map((view) => view())).toEqual([2, 2])
    })

    it('shows another view at once, and nothing more of the one before', () => {
      const dialog = signal('a')
      const a$ = new BehaviorSubject('first of a')
      const b$ = new BehaviorSubject('first of b')
      const view = TestBed.runInInjectionContext(() => injectView(() => (dialog() === 'a' ? a$ : b$)))
      TestBed.tick()
      a$.next('second of a')
      dialog.set('b')
      TestBed.tick()
      expect(view()).toBe('first of b')
      draw()
      expect(view()).toBe('first of b')
    })
  })
})
