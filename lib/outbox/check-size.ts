import type { Stanza } from '../model/stanza.js'
import { tooLarge } from './outbox-errors.js'

/** Throws `ChatError` ('size') for what the server would end the stream over. */
export const createSizeCheck =
  (codec: { readonly encode: (stanza: Stanza) => string }, maxBytes: number) =>
  (stanza: Stanza): void => {
    const frame = codec.encode(stanza)
    // No character takes more than three.
    if (frame.length * 3 <= maxBytes) return
    const bytes = new TextEncoder().encode(frame).length
    if (bytes > maxBytes) throw tooLarge(bytes, maxBytes)
  }
