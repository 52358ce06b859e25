import { cpuTime, instant, type Commands } from './figures.js'
import { mixedFrame } from './frames.js'

/** The frames of a round decoded one after the other, with no socket, no connection and no stream around them. */
export const decodeAll = (decoded: (frame: string) => boolean): Commands => {
  let minted = 0
  return {
    decode: (count = 0) => {
      // As they come from a socket.
      const frames = Array.from({ length: count }, () => Buffer.from(mixedFrame(++minted)).toString())
      const [at, cpu] = [instant(), cpuTime()]
      if (!frames.every(decoded)) throw new Error('a frame was not taken')
      return { ms: instant() - at, cpu: cpuTime() - cpu }
    },
  }
}
