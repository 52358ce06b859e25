import { WebSocket } from 'ws'
import type { WebSocketConstructor } from '../../lib/index.js'

/** The real WebSocket, with every one that is made put into `opened`. */
export const recordingWebSocket = (opened: WebSocket[]): WebSocketConstructor =>
  class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      opened.push(this)
    }
  }
