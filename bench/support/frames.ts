/** The application and its one user, whom all who are measured sign in as. */
export const application = { id: 10, authKey: 'bench' }
export const user = { id: 21, login: 'bench', password: 'of-the-bench', peerId: 101 }
export const domain = '127.0.0.1'
export const jid = `${String(user.id)}-${String(application.id)}@${domain}/bench`

/** What an id of ConnectyCube looks like. */
export const hex = (number: number): string => number.toString(16).padStart(24, '0')
export const dialogId = (at: number): string => hex(0x5c090000 + at)
/** Seconds. */
export const since = 1_700_000_000

export interface Minted {
  /** Unlike that of any other message. */
  readonly number: number
  /** Which of the user's dialogs; the opponent of a private one is `101 + at`. */
  readonly at: number
  readonly group?: boolean
}

/** A message as ConnectyCube sends it. */
export const messageFrame = ({ number, at, group = false }: Minted): string => {
  const sender = String(user.peerId + at)
  const app = String(application.id)
  const from = group ? `${app}_${dialogId(at)}@muc.${domain}/${sender}` : `${sender}-${app}@${domain}/web`
  return [
    `<message xmlns="jabber:client" id="${hex(number)}" type="${group ? 'groupchat' : 'chat'}" from="${from}" to="${jid}">`,
    `<body>The quick brown fox jumps over the lazy dog, said ${sender}.</body><extraParams xmlns="jabber:client">`,
    `<save_to_history>1</save_to_history><date_sent>${String(since + number)}</date_sent>`,
    `<dialog_id>${dialogId(at)}</dialog_id><kind>greeting</kind></extraParams>`,
    `<markable xmlns="urn:xmpp:chat-markers:0"/></message>`,
  ].join('')
}

/** 1-1 and group messages in turn, of 100 dialogs. */
export const mixedFrame = (number: number): string =>
  messageFrame({ number, at: number % 100, group: number % 2 === 0 })

/** A text frame of a server (RFC 6455 5.2). */
export const webSocketFrame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0])
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
