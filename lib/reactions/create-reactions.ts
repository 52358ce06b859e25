import { catchError, defer, distinctUntilChanged, EMPTY, filter, map, merge, of, scan, share } from 'rxjs'
import { startWith, switchMap, withLatestFrom, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { causeOf } from '../errors/cause-of.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import { kept } from '../model/same.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Outbox } from '../outbox/create-outbox.js'
import type { Methods } from '../rest/methods.js'
import { byKey } from '../rx/by-key.js'
import { filterMap } from '../rx/filter-map.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { mayAnswer } from '../stream/may-answer.js'
import { put, type reactionEndpoints } from './reaction-endpoints.js'
import { applyReaction, changeOf, type Reacted, type WatchedReactions } from './reactions-reducer.js'

type ReactionsRest = Methods<typeof reactionEndpoints>

/** Somebody reacted to a message, or took it back; ourselves, too. */
export interface ReactionChange extends Reacted {
  readonly messageId: MessageId
  readonly dialog: DialogRef
  readonly at: EpochMs
}

/**
 * `chat.reactions` (`PUT /chat/Message/{id}/reactions`, told by the stream). What is added or removed waits for a link, goes out in the order of the calls and
 * survives a reload; it emits and completes when the server has it.
 */
export interface LiveReactions extends ReactionsRest {
  /** Who reacts, on any of our devices, too. Hot; each change once. What somebody says in the name of another is told in `issues$`. */
  readonly changed$: Observable<ReactionChange>
  /**
   * Who reacted to a message: the list, loaded once and again after a session was lost, with every change since, our own
   * once the server has it. Shared per message, replays, never errors: `error` says why the list did not come.
   */
  readonly watch: (messageId: MessageId) => Observable<WatchedReactions>
}

export interface ReactionsDeps extends Pick<
  ConcernDeps,
  'incoming$' | 'addresses' | 'userId' | 'now' | 'report' | 'event$' | 'newId'
> {
  readonly rest: ReactionsRest
  readonly outbox: Pick<Outbox, 'register' | 'sent$'>
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

const read = (deps: ReactionsDeps, stanza: MessageStanza): ReactionChange | undefined => {
  const { reactions, id = deps.newId() } = stanza
  if (reactions === undefined || stanza.type === 'error') return undefined
  const { messageId } = reactions
  const userId = Number(reactions.userId)
  const dialog = dialogOf(stanza, userId, deps)
  if (dialog === undefined) {
    deps.report('a reaction in the name of somebody else')
    return undefined
  }
  if (!deps.isNew(`${String(userId)}/${messageId}/${id}`)) return undefined
  return { messageId, dialog, userId, at: stanza.delayedAt ?? deps.now(), ...changeOf(reactions) }
}

type Told = Reacted & Pick<ReactionChange, 'messageId'>

/** Ours, once the server has them: the push that tells so may come while this device is not there yet. */
const ownOf = ({ outbox }: ReactionsDeps): Observable<Told> =>
  outbox.sent$.pipe(
    filterMap(({ stanza: { reactions } }) => reactions && { ...reactions, userId: Number(reactions.userId) }),
  )

type Step = (before: WatchedReactions | undefined) => WatchedReactions | undefined

/** Creates `chat.reactions` over its REST half. */
export const createReactions = (deps: ReactionsDeps): LiveReactions => {
  const { rest, userId, newId } = deps
  const changed$ = deps.incoming$.pipe(
    filterMap(({ stanza }) => read(deps, stanza)),
    share(),
  )
  const changesOf = byKey(merge<Told[]>(changed$, ownOf(deps)), ({ messageId }) => messageId)
  const renewed$ = deps.event$.pipe(filter(({ type }) => type === 'renewed'))
  const submit = deps.outbox.register('reaction', {
    perform: ({ reactions }) => (reactions === undefined ? EMPTY : rest.update(reactions.messageId, reactions)),
  })
  const react = (messageId: MessageId, reacted: Omit<Reacted, 'userId'>): Observable<void> =>
    defer(() => {
      put(messageId, reacted)
      const reactions = { messageId, userId: String(userId() ?? 0), ...changeOf(reacted) }
      return submit({ kind: 'message', id: newId(), reactions }).pipe(
        filter((status) => status === 'sent'),
        map(() => undefined),
      )
    })
  /** The list, with what is heard while it is on its way; what was heard before where it does not come. */
  const load = (messageId: MessageId): Observable<Step> =>
    rest.list(messageId).pipe(
      map((list) => ({ list, failure: {} })),
      catchError((error: unknown) => of({ list: undefined, failure: { error: causeOf(error) } })),
      withLatestFrom(
        changesOf(messageId).pipe(
          scan((all: readonly Reacted[], change) => [...all, change], []),
          startWith([]),
        ),
      ),
      map(([{ list, failure }, meanwhile]): Step => (before) => {
        const reactors = list === undefined && before ? before.reactors : meanwhile.reduce(applyReaction, list ?? {})
        return kept(before, { reactors, ...failure })
      }),
    )
  const heard =
    (change: Reacted): Step =>
    (before) =>
      before && kept(before, { ...before, reactors: applyReaction(before.reactors, change) })
  return {
    list: rest.list,
    add: (messageId, add) => react(messageId, { add }),
    remove: (messageId, remove) => react(messageId, { remove }),
    update: react,
    changed$,
    watch: sharedByKey((messageId) =>
      merge(
        changesOf(messageId).pipe(map(heard)),
        renewed$.pipe(
          startWith(null),
          switchMap(() => load(messageId)),
        ),
      ).pipe(
        scan((shown: WatchedReactions | undefined, step) => step(shown), undefined),
        filter((shown) => shown !== undefined),
        distinctUntilChanged(),
      ),
    ),
  }
}
