import { bareJid } from '../xmpp/jid.js'

/** Only the addressee may answer; the server answers for a missing `to`, as itself or as our account (RFC 6120 8.1.2.1). */
export const mayAnswer = (from: string | undefined, to: string | undefined, ownJid: string): boolean => {
  if (to !== undefined) return from === to
  const own = bareJid(ownJid)
  return from === undefined || from === own || from === ownJid || from === own.slice(own.indexOf('@') + 1)
}
