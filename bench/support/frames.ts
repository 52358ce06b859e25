/** The application and its one user, whom all who are measured sign in as. */
export const application = { id: 10, authKey: 'bench' }
export const user = { id: 21, login: 'bench', password: 'of-the-bench', peerId: 101 }
export const domain = '127.0.0.1'
export const jid = `${String(user.id)}-${String(application.id)}@${domain}/bench`

/** What an id of ConnectyCube looks like. */
export const hex = (number: number): string => number.toString(16).padStart(24, '0')

/** 1-1 and group messages in turn come from as many. */
const senders = 100

/** A message as ConnectyCube sends it, of about 480 bytes; `minted` numbers it among all of a run. */
export const messageFrame = (minted: number): string => {
  const sender = String(101 + (minted % senders))
  const dialog = hex(0x5c090000 + (minted % senders))
  const group = minted % 2 === 0
  const from = group
    ? `${String(application.id)}_${dialog}@muc.${domain}/${sender}`
    : `${sender}-${String(application.id)}@${domain}/web`
  return [
    `<message xmlns="jabber:client" id="${hex(minted)}" type="${group ? 'groupchat' : 'chat'}" from="${from}" to="${jid}">`,
    `<body>The quick brown fox jumps over the lazy dog, said ${sender}.</body><extraParams xmlns="jabber:client">`,
    `<save_to_history>1</save_to_history><date_sent>1700000000</date_sent><dialog_id>${dialog}</dialog_id>`,
    `<message_id>${hex(minted)}</message_id><kind>greeting</kind></extraParams><markable xmlns="urn:xmpp:chat-markers:0"/></message>`,
  ].join('')
}

/** A text frame of a server (RFC 6455 5.2). */
export const webSocketFrame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0])
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
