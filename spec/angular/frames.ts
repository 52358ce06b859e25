import { afterAll, beforeAll, beforeEach } from '@jest/globals'

/** Frames that come when the test says so; asked for in the body of a `describe`. */
export const setUpFrames = (): { readonly draw: () => void } => {
  const asked = new Map<number, FrameRequestCallback>()
  let last = 0
  beforeEach(() => asked.clear())
  beforeAll(() => {
    Object.assign(globalThis, {
      requestAnimationFrame: (callback: FrameRequestCallback) => {
        asked.set(++last, callback)
        return last
      },
      cancelAnimationFrame: (handle: number) => asked.delete(handle),
    })
  })
  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
    Reflect.deleteProperty(globalThis, 'cancelAnimationFrame')
  })
  return {
    draw: () => {
      const due = [...asked.values()]
      asked.clear()
      for (const callback of due) callback(performance.now())
    },
  }
}
