import { Subject, type Observable } from 'rxjs'
import { WebSocket } from 'ws'
import type { WebSocketConstructor } from '../../lib/platform/web-socket.js'

/** What a server did, seen from outside the SDK: to tell its losses from ours. */
export interface Witness {
  /** To be given to the SDK. */
  readonly WebSocket: WebSocketConstructor
  /** Every body the server wrote to a socket, copies included. */
  readonly wired$: Observable<string>
  /** Whenever the server left a resumption without an answer: ejabberd 23.01 does when it is stuck (docs/decisions.md). */
  readonly stalled$: Observable<void>
}

/** ms after which it counts as left without: healthy servers take a few, plus latency. */
const answerWithin = 900

export const createWitness = (): Witness => {
  const body$ = new Subject<string>()
  const stall$ = new Subject<void>()
  class Listening extends WebSocket {
    private asked: NodeJS.Timeout | undefined

    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      const answered = (): void => {
        clearTimeout(this.asked)
      }
      this.on('close', answered)
      this.on('message', (data: Buffer) => {
        const frame = data.toString()
        if (/^<(resumed|failed)\b/.test(frame)) answered()
        const body = /<body>([^<]*)<\/body>/.exec(frame)?.[1]
        if (body !== undefined) body$.next(body)
      })
    }

    override send(data: string): void {
      super.send(data)
      if (!data.startsWith('<resume')) return
      this.asked = setTimeout(() => {
        stall$.next()
      }, answerWithin)
    }
  }
  return { WebSocket: Listening, wired$: body$.asObservable(), stalled$: stall$.asObservable() }
}
