import { EMPTY, filter, map, mergeMap, of, share, type Observable } from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import { act } from '../rx/act.js'
import type { Link } from '../stream/stream-event.js'
import type { Addresses } from '../xmpp/addresses.js'
import { checkDialog } from '../xmpp/check-dialog.js'

/** Somebody began or stopped typing. */
export interface TypingChange {
  readonly dialog: DialogRef
  readonly userId: UserId
  readonly typing: boolean
}

/** `chat.typing` (XEP-0085, protocol 3.10). */
export interface Typing {
  /** Tells that we type. Cold; completes when written, at once and unsent while there is no link: it would be stale later. */
  readonly start: (dialog: DialogRef) => Observable<void>
  /** Tells that we stopped. Cold; as `start`. */
  readonly stop: (dialog: DialogRef) => Observable<void>
  /** The others, live. Hot; replays nothing. */
  readonly changed$: Observable<TypingChange>
}

export interface TypingDeps {
  readonly incoming$: Observable<Incoming>
  readonly link: () => Link | null
  readonly addresses: Addresses
  readonly userId: () => UserId | undefined
  readonly newId: () => string
}

const typingOf = ({ chatState, body }: MessageStanza): boolean | undefined => {
  if (chatState === undefined || body !== undefined) return undefined
  return chatState === 'composing'
}

/** Late chat states of a private dialog are news of yesterday; a room stamps every stanza (protocol 3.10). */
const isStale = ({ stanza, origin }: Incoming): boolean => origin === 'offline' || stanza.type === 'error'

export const createTyping = ({ incoming$, link, addresses, userId, newId }: TypingDeps): Typing => {
  const tell = (dialog: DialogRef, chatState: 'composing' | 'paused'): Observable<void> =>
    act(() => {
      checkDialog(dialog)
      const type = dialog.type === 'private' ? 'chat' : 'groupchat'
      link()?.write({ kind: 'message', type, id: newId(), to: addresses.dialogJid(dialog), chatState })
    })
  const read = ({ stanza }: Incoming): TypingChange | undefined => {
    const typing = typingOf(stanza)
    const from = addresses.parse(stanza.from)
    if (typing === undefined || from.type === 'other' || from.userId === undefined || from.userId === userId())
      return undefined
    const dialog: DialogRef =
      from.type === 'room' ? { type: 'group', dialogId: from.dialogId } : { type: 'private', opponentId: from.userId }
    return { dialog, userId: from.userId, typing }
  }
  return {
    start: (dialog) => tell(dialog, 'composing'),
    stop: (dialog) => tell(dialog, 'paused'),
    changed$: incoming$.pipe(
      filter((incoming) => incoming.direction === 'incoming' && !isStale(incoming)),
      map(read),
      mergeMap((change) => (change === undefined ? EMPTY : of(change))),
      share(),
    ),
  }
}
