// What nobody can do without: the frames of a round parsed, imported, decoded and checked, one after the other, with no
// socket, no connection and no stream around it.
import { toMessage } from '../../lib/messages/message-codec.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { cpuTime, instant, type Commands } from './figures.js'
import { application, domain, mixedFrame } from './frames.js'

const codec = createXmppCodec()
const addresses = createAddresses(application.id, domain)
let minted = 0

const decoded = (frame: string): boolean => {
  const stanza = codec.decode(frame)
  return stanza.kind === 'message' && toMessage(stanza, 'incoming', addresses, 0) !== undefined
}

export const commands: Commands = {
  decode: (count = 0) => {
    // As they come from a socket.
    const frames = Array.from({ length: count }, () => Buffer.from(mixedFrame(++minted)).toString())
    const [at, cpu] = [instant(), cpuTime()]
    if (!frames.every(decoded)) throw new Error('a frame was not taken')
    return { ms: instant() - at, cpu: cpuTime() - cpu }
  },
}
