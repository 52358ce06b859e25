import { catchError, defer, EMPTY, endWith, filter, ignoreElements, map, merge, mergeMap, NEVER, of, share } from 'rxjs'
import { skip, takeUntil, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { Incoming } from '../connection/incoming.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { DialogId, UserId } from '../model/ids.js'
import { act } from '../rx/act.js'
import { byKey } from '../rx/by-key.js'
import { filterMap } from '../rx/filter-map.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { createDialogIds } from './create-dialog-ids.js'
import { reportTyping } from './report-typing.js'
import { followTypists } from './typists.js'

/** Somebody began or stopped typing. */
export interface TypingChange {
  readonly dialog: DialogRef
  readonly userId: UserId
  readonly typing: boolean
}

/** `chat.typing` (XEP-0085). */
export interface Typing {
  /** Tells that we type. Cold; completes when written, at once and unsent while there is no link: it would be stale later. */
  readonly start: (dialog: DialogRef) => Observable<void>
  /** Tells that we stopped. Cold; as `start`. */
  readonly stop: (dialog: DialogRef) => Observable<void>
  /**
   * Tells of our typing what has to be told: `composing` at the first keystroke and at most every 3 s while they come,
   * `paused` after 5 s without one, when a message to the dialog is sent, when the page is hidden, at the end of
   * `keystrokes$` and on unsubscribing. What that emits does not matter, only when. Cold; emits nothing and completes
   * with `keystrokes$`. It goes on over lost links: the first keystroke afterwards is told anew. Errors: 'argument', and
   * whatever `keystrokes$` errs with.
   */
  readonly report: (dialog: DialogRef, keystrokes$: Observable<unknown>) => Observable<never>
  /**
   * Who types in the dialog now, in the order in which they began: nobody at first. Shared per dialog, replays, never
   * errors. Each is dropped when they stop or write or 10 s after their last word, and all when the session is lost.
   */
  readonly in: (dialog: DialogRef) => Observable<readonly UserId[]>
  /**
   * The others, live. Hot; replays nothing. The wire does not tell the `dialogId` of a private dialog: it is looked up
   * with REST, once for each opponent and for at most 2 s, during which other dialogs may overtake; without a session,
   * or where that fails, it is missing.
   */
  readonly changed$: Observable<TypingChange>
}

export interface TypingDeps extends Pick<
  ConcernDeps,
  'incoming$' | 'addresses' | 'userId' | 'event$' | 'link' | 'newId' | 'scheduler' | 'visible$'
> {
  /** The dialogs of messages, as they are handed over for sending. */
  readonly sentIn$: Observable<DialogRef>
  /** Looks a private dialog of ours up, and never creates it. Cold; empty when there is none. */
  readonly dialogIdOf: (opponentId: UserId) => Observable<DialogId>
}

/** Late chat states of a private dialog are news of yesterday; a room stamps every stanza; what bounces is dropped (protocol 3.10). */
const isNews = ({ stanza, origin, direction }: Incoming): boolean =>
  direction === 'incoming' && origin !== 'offline' && stanza.type !== 'error'

/** What somebody else says about who types; whoever wrote a message stopped typing it. */
interface Said {
  readonly change: TypingChange
  readonly isMessage: boolean
}

const read = ({ stanza: { chatState, body, from } }: Incoming, { addresses, userId }: TypingDeps): Said | undefined => {
  if (chatState === undefined && body === undefined) return undefined
  const who = addresses.parse(from)
  if (who.type === 'other' || who.userId === undefined || who.userId === userId()) return undefined
  const dialog: DialogRef =
    who.type === 'room' ? { type: 'group', dialogId: who.dialogId } : { type: 'private', opponentId: who.userId }
  const isMessage = body !== undefined
  return { change: { dialog, userId: who.userId, typing: chatState === 'composing' && !isMessage }, isMessage }
}

type Write = (dialog: DialogRef, chatState: 'composing' | 'paused') => void

const createReport = ({ event$, sentIn$, visible$, link, scheduler }: TypingDeps, write: Write): Typing['report'] => {
  const hidden$ = visible$.pipe(
    skip(1),
    filter((visible) => !visible),
    catchError(() => EMPTY),
  )
  const down$ = event$.pipe(filter(({ type }) => type === 'down'))
  return (dialog, keystrokes$) =>
    defer(() => {
      checkDialog(dialog)
      const sent$ = sentIn$.pipe(filter((other) => dialogKey(other) === dialogKey(dialog)))
      return keystrokes$.pipe(
        // Without a link nothing is told, and nothing is owed when it is back.
        filter(() => link() !== null),
        reportTyping((chatState) => write(dialog, chatState), merge(down$, hidden$, sent$), scheduler),
      )
    })
}

export const createTyping = (deps: TypingDeps): Typing => {
  const { addresses, incoming$, event$, link, newId, scheduler } = deps
  const said$ = incoming$.pipe(
    filter(isNews),
    filterMap((incoming) => read(incoming, deps)),
    share(),
  )
  const saidIn = byKey(said$, ({ change }) => dialogKey(change.dialog))
  const forgotten$ = event$.pipe(
    filter((event) => event.type === 'up' && !event.link.resumed),
    map(() => null),
  )
  const typistsIn = sharedByKey((key: string) =>
    followTypists(merge(saidIn(key).pipe(map(({ change }) => change)), forgotten$), scheduler),
  )
  const dialogIdOf = createDialogIds(deps.dialogIdOf, deps.userId, scheduler)
  const named = ({ change }: Said): Observable<TypingChange> => {
    const { dialog, typing } = change
    if (dialog.type !== 'private') return of(change)
    return dialogIdOf(dialog.opponentId).pipe(
      map((dialogId) => (dialogId === undefined ? change : { ...change, dialog: { ...dialog, dialogId } })),
      // A message that overtakes it says that this is over.
      takeUntil(typing ? saidIn(dialogKey(dialog)).pipe(filter(({ isMessage }) => isMessage)) : NEVER),
    )
  }
  const write: Write = (dialog, chatState) => {
    checkDialog(dialog)
    const type = dialog.type === 'private' ? 'chat' : 'groupchat'
    link()?.write({ kind: 'message', type, id: newId(), to: addresses.dialogJid(dialog), chatState })
  }

  return {
    start: (dialog) => act(() => write(dialog, 'composing')),
    stop: (dialog) => act(() => write(dialog, 'paused')),
    report: createReport(deps, write),
    in: (dialog) => typistsIn(dialogKey(dialog)),
    changed$: said$.pipe(
      filter(({ isMessage }) => !isMessage),
      mergeMap(named),
      takeUntil(incoming$.pipe(ignoreElements(), endWith(null))),
      share(),
    ),
  }
}
