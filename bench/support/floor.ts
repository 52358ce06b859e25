// What nobody can do without: the frames of a round parsed, imported, decoded and checked, one after the other, with no
// socket, no connection and no stream around it.
import { toMessage } from '../../lib/messages/message-codec.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'
import { cpuTime, instant, type Commands } from './figures.js'
import { application, domain, messageFrame } from './frames.js'

const codec = createXmppCodec()
const addresses = createAddresses(application.id, domain)
let minted = 0

const decoded = (frame: string): boolean => {
  const stanza = codec.decode(frame)
  return stanza.kind === 'message' && toMessage(stanza, 'incoming', addresses, 0) !== undefined
}

export const commands: Commands = {
  receive: (count = 0) => {
    // As they come from a socket.
    const frames = Array.from({ length: count }, () => Buffer.from(messageFrame(++minted)).toString())
    const [from, cpu] = [instant(), cpuTime()]
    let heard = 0
    for (const frame of frames) if (decoded(frame)) heard++
    if (heard !== count) throw new Error('a frame was not taken')
    return { from, until: instant(), heard, cpu: cpuTime() - cpu }
  },
}
