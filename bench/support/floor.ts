// What nobody can do without: a frame parsed, imported, decoded and checked, by our own parts.
import { toMessage } from '../../lib/messages/message-codec.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { decodeAll } from './decode-all.js'
import { application, domain } from './frames.js'

const codec = createXmppCodec()
const addresses = createAddresses(application.id, domain)

export const commands = decodeAll((frame) => {
  const stanza = codec.decode(frame)
  return stanza.kind === 'message' && toMessage(stanza, 'incoming', addresses, 0) !== undefined
})
