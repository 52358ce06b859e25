import { concat, defer, distinctUntilChanged, EMPTY, filter, map, merge, mergeMap, of, scan, share } from 'rxjs'
import { switchMap, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { ChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Outbox } from '../outbox/create-outbox.js'
import type { Methods } from '../rest/methods.js'
import { byKey } from '../rx/by-key.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { toEither } from '../rx/to-either.js'
import { mayAnswer } from '../stream/may-answer.js'
import { put, type reactionEndpoints } from './reaction-endpoints.js'
import { heard, loaded, loading, notYet, type Reacted, type Reactors } from './reactions-reducer.js'
import type { WatchedReactions, Watching } from './reactions-reducer.js'

type ReactionsRest = Methods<typeof reactionEndpoints>

/** Somebody reacted to a message, or took it back; ourselves, too. */
export interface ReactionChange extends Reacted {
  readonly messageId: MessageId
  readonly dialog: DialogRef
  readonly at: EpochMs
}

/**
 * `chat.reactions` (protocol 3.12, 4.7). What is added or removed waits for a link, goes out in the order of the calls and
 * survives a reload; it emits and completes when the server has it.
 */
export interface LiveReactions extends ReactionsRest {
  /** Who reacts, on any of our devices, too. Hot; each change once. What somebody says in the name of another is told in `issues$`. */
  readonly changed$: Observable<ReactionChange>
  /**
   * Who reacted to a message: the list, loaded once and again after a session was lost, with every change since. Shared per
   * message, replays, never errors: `error` says why the list did not come.
   */
  readonly watch: (messageId: MessageId) => Observable<WatchedReactions>
}

export interface ReactionsDeps extends Pick<
  ConcernDeps,
  'incoming$' | 'addresses' | 'userId' | 'now' | 'report' | 'event$' | 'newId'
> {
  readonly rest: ReactionsRest
  readonly outbox: Pick<Outbox, 'register'>
  /** Whether something of that key was not told before. */
  readonly isNew: (key: string) => boolean
}

/** Where the stanza says it was, if its sender may say that `who` reacted: an occupant and another user only of themselves. */
const dialogOf = (
  { from, to, type }: MessageStanza,
  who: UserId,
  { addresses, userId }: ReactionsDeps,
): DialogRef | undefined => {
  const own = userId() ?? 0
  const sender = addresses.parse(from)
  if (sender.type === 'room')
    return type === 'groupchat' && (sender.userId ?? who) === who
      ? { type: 'group', dialogId: sender.dialogId }
      : undefined
  const isUser = sender.type === 'user' && [who, own].includes(sender.userId)
  if (!isUser && !mayAnswer(from, undefined, addresses.userJid(own))) return undefined
  const recipient = addresses.parse(to)
  const opponentId = [sender, recipient, { type: 'user', userId: who } as const]
    .flatMap((one) => (one.type === 'user' ? [one.userId] : []))
    .find((one) => one !== own)
  return opponentId === undefined ? undefined : { type: 'private', opponentId }
}

const read = (deps: ReactionsDeps, stanza: MessageStanza): readonly ReactionChange[] => {
  const { reactions, id = deps.newId() } = stanza
  if (reactions === undefined || stanza.type === 'error') return []
  const { messageId, add, remove } = reactions
  const userId = Number(reactions.userId)
  const dialog = dialogOf(stanza, userId, deps)
  if (dialog === undefined) {
    deps.report('a reaction in the name of somebody else')
    return []
  }
  if (!deps.isNew(`${String(userId)}/${messageId}/${id}`)) return []
  const at = stanza.delayedAt ?? deps.now()
  return [{ messageId, dialog, userId, at, ...(add !== undefined && { add }), ...(remove !== undefined && { remove }) }]
}

type Step = (state: Watching) => Watching

/** Creates `chat.reactions` over its REST half. */
export const createReactions = (deps: ReactionsDeps): LiveReactions => {
  const { rest, userId, newId } = deps
  const changed$ = deps.incoming$.pipe(
    mergeMap(({ stanza }) => read(deps, stanza)),
    share(),
  )
  const changesOf = byKey(changed$, ({ messageId }) => messageId)
  const renewed$ = deps.event$.pipe(filter(({ type }) => type === 'renewed'))
  const submit = deps.outbox.register('reaction', {
    perform: ({ reactions }) => (reactions === undefined ? EMPTY : rest.update(reactions.messageId, reactions)),
  })
  const react = (messageId: MessageId, { add, remove }: Omit<Reacted, 'userId'>): Observable<void> =>
    defer(() => {
      const changes = { ...(add !== undefined && { add }), ...(remove !== undefined && { remove }) }
      put(messageId, changes)
      const reactions = { messageId, userId: String(userId() ?? 0), ...changes }
      return submit({ kind: 'message', id: newId(), reactions }).pipe(
        filter((status) => status === 'sent'),
        map(() => undefined),
      )
    })
  const load = (messageId: MessageId): Observable<Step> =>
    concat(
      of<Step>(loading),
      rest.list(messageId).pipe(
        toEither<Reactors, ChatError>(),
        map(
          (list): Step =>
            (state) =>
              loaded(state, list),
        ),
      ),
    )
  return {
    list: rest.list,
    add: (messageId, add) => react(messageId, { add }),
    remove: (messageId, remove) => react(messageId, { remove }),
    update: react,
    changed$,
    watch: sharedByKey((messageId) =>
      merge(
        changesOf(messageId).pipe(
          map(
            (change): Step =>
              (state) =>
                heard(state, change),
          ),
        ),
        merge(of(null), renewed$).pipe(switchMap(() => load(messageId))),
      ).pipe(
        scan((state, step) => step(state), notYet),
        filter(({ known }) => known),
        map(({ shown }) => shown),
        distinctUntilChanged(),
      ),
    ),
  }
}
