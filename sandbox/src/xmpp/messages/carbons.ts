import { el, NS, type Element } from '../../xml/index.js'
import type { ChatSession } from '../chat-session.js'
import type { Hub } from '../hub.js'

/** The user's other resources learn what one of them sent; the wrapper has the inner type (protocol 3.10). */
export const copyToOwn = (hub: Hub, userId: number, stanza: Element, sender?: ChatSession): void => {
  for (const other of hub.availableOf(userId)) {
    if (other === sender || !other.carbons) continue
    const sent = el('sent', NS.carbons, {}, [el('forwarded', NS.forward, {}, [stanza])])
    const attrs = { from: other.bareJid, to: other.jid, type: stanza.attrs['type'] }
    hub.deliver(other, el('message', NS.client, attrs, [sent]))
  }
}
