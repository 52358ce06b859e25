import { WebSocket } from 'ws'
import type { Basis } from '../basis.js'
import type { Frame } from '../faults.js'
import { serialize, type Element } from '../xml/index.js'

/** One WebSocket, seen from the server. */
export interface Wire {
  /** The user, once authenticated. */
  userId: number | undefined
  readonly send: (frame: Element | string) => void
  /** Regular end: a close frame, and a hard end if the peer does not answer. */
  readonly close: () => void
  /** Hard end, as a cut cable: no close frame. */
  readonly terminate: () => void
  /** Holds everything back, both ways, while the socket stays open. */
  readonly stall: (on: boolean) => void
  /** Frames so far, with credentials blanked. */
  readonly frames: readonly Frame[]
  readonly record: (direction: Frame['direction'], text: string) => void
}

const redact = (text: string): string => text.replace(/(<auth\b[^>]*>)[^<]*/g, '$1…')

export const createWire = (socket: WebSocket, basis: Basis, onLost: () => void): Wire => {
  const { settings, store, faults, timers } = basis
  const frames: Frame[] = []
  const held: string[] = []
  let stalled = false
  let lost = false
  let dueAt = 0
  const record = (direction: Frame['direction'], text: string): void => {
    if (settings.frames) frames.push({ direction, text: redact(text) })
  }
  const write = (text: string): void => {
    if (lost) return
    if (stalled) held.push(text)
    else if (socket.readyState === WebSocket.OPEN) {
      // What a frame tells of is on the disk before it leaves.
      store.flush()
      record('out', text)
      socket.send(text)
    }
  }
  const lose = (): void => {
    if (lost) return
    lost = true
    onLost()
  }
  const sendText = (text: string): void => {
    const now = Date.now()
    // Frames keep their order when the delay is changed while some are under way.
    const at = Math.max(now + faults.delayMs, dueAt)
    if (at <= now) return write(text)
    dueAt = at
    timers.after(at - now, () => write(text))
  }
  const terminate = (): void => {
    lose()
    socket.terminate()
  }
  socket.on('close', lose)
  socket.on('error', () => socket.terminate())
  return {
    userId: undefined,
    send: (frame) => sendText(typeof frame === 'string' ? frame : serialize(frame)),
    close: () => {
      socket.close()
      timers.after(1000, terminate)
    },
    terminate,
    stall: (on) => {
      stalled = on
      if (on) return socket.pause()
      for (const text of held.splice(0)) write(text)
      socket.resume()
    },
    frames,
    record,
  }
}
