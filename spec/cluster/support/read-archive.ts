import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface ArchiveQuery {
  readonly url: string
  readonly domain: string
  /** As `101-1`. */
  readonly user: string
  readonly password: string
  /** The JID of a room; default: the user's own archive. */
  readonly room?: string
}

const framing = 'xmlns="urn:ietf:params:xml:ns:xmpp-framing"'
const sasl = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"'

const bind = '<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'

const page = (room: string | undefined, after: string | undefined): string => {
  const to = room === undefined ? '' : ` to="${room}"`
  const from = after === undefined ? '' : `<after>${after}</after>`
  const set = `<set xmlns="http://jabber.org/protocol/rsm"><max>100</max>${from}</set>`
  return `<iq xmlns="jabber:client" type="set" id="p"${to}><query xmlns="urn:xmpp:mam:2">${set}</query></iq>`
}

/** The bodies in an archive (XEP-0313), oldest first, read with nothing of the SDK: what it says is held against this. */
export async function readArchive({ url, domain, user, password, room }: ArchiveQuery): Promise<readonly string[]> {
  const socket = new WebSocket(url, 'xmpp')
  const open = `<open ${framing} to="${domain}" version="1.0"/>`
  const bodies: string[] = []
  let last: string | undefined
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const frame = data.toString()
      if (frame.includes('<mechanism>'))
        socket.send(`<auth ${sasl} mechanism="PLAIN">${btoa(`\0${user}\0${password}`)}</auth>`)
      else if (frame.startsWith('<success')) socket.send(open)
      else if (frame.includes(':features')) socket.send(bind)
      else if (/^<iq[^>]* id='b'/.test(frame) || /^<iq[^>]* id="b"/.test(frame)) socket.send(page(room, undefined))
      else if (frame.includes('urn:xmpp:mam:2') && frame.startsWith('<message')) {
        last = /<result[^>]* id=["']([^"']*)/.exec(frame)?.[1]
        bodies.push(...(/<body>([^<]*)/.exec(frame)?.slice(1) ?? []))
      } else if (frame.includes('<fin')) {
        if (/complete=["']true/.test(frame)) resolve()
        else socket.send(page(room, last))
      } else if (/^<iq[^>]* type=["']error/.test(frame)) reject(new Error(`the archive is not told: ${frame}`))
    })
  })
  await once(socket, 'open')
  socket.send(open)
  await ended
  socket.terminate()
  return bodies
}
