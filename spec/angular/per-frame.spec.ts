import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { perFrame } from '../../lib/angular/per-frame.js'
import { marbles } from '../rx/marbles.js'

/** Only looked for: marbles' `animate` says when the frames come. */
const giveFrames = (): void => void Object.assign(globalThis, { requestAnimationFrame: () => 0 })

const showPage = (visibilityState: string): EventTarget => {
  const page = Object.assign(new EventTarget(), { visibilityState })
  Object.assign(globalThis, { document: page })
  return page
}

describe('perFrame', () => {
  beforeEach(giveFrames)
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
    Reflect.deleteProperty(globalThis, 'document')
  })

  it('tells the first value at once, then the latest of each frame', () => {
    marbles(({ animate, hot, expectObservable, expectSubscriptions }) => {
      animate('           ----x----x----x----x----x')
      const source = hot('a-bc-d----------------f|')
      expectObservable(source.pipe(perFrame())).toBe('a---c----d------------f|')
      expectSubscriptions(source.subscriptions).toBe('^----------------------!')
    })
  })

  it('never loses the last value, also of a source that completes', () => {
    marbles(({ animate, cold, expectObservable }) => {
      animate('                       ------x------x')
      expectObservable(cold('ab|').pipe(perFrame())).toBe('a-----(b|)')
    })
  })

  it('errs at once', () => {
    marbles(({ animate, cold, expectObservable }) => {
      animate('                       ------x')
      expectObservable(cold('ab#').pipe(perFrame())).toBe('a-#')
    })
  })

  it('delays nothing further behind itself', () => {
    marbles(({ animate, hot, expectObservable }) => {
      animate('           ----x----x----x')
      const source = hot('abcdefghijklmn')
      expectObservable(source.pipe(perFrame(), perFrame())).toBe('a---d----i----n')
    })
  })

  it('tells a value every 100 ms while the page is hidden', () => {
    showPage('hidden')
    marbles(({ animate, hot, expectObservable }) => {
      animate('x-x-x-x')
      expectObservable(hot('ab 47ms c 250ms d').pipe(perFrame())).toBe('a 99ms c 199ms d')
    })
  })

  it('waits for the frame as soon as the page is seen again', () => {
    const page = showPage('hidden')
    marbles(({ animate, hot, cold, expectObservable }) => {
      animate('--------x')
      const shown$ = cold('---x')
      expectObservable(hot('ab').pipe(perFrame())).toBe('a-------b')
      shown$.subscribe(() => {
        Object.assign(page, { visibilityState: 'visible' })
        page.dispatchEvent(new Event('visibilitychange'))
      })
    })
  })

  it('passes everything on where there are no frames, and asks for no timer', () => {
    Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
    marbles(({ hot, expectObservable }) => {
      const source = hot('abc-d|')
      expectObservable(source.pipe(perFrame())).toBe('abc-d|')
      expect(source.pipe(perFrame())).toBe(source)
    })
  })
})
