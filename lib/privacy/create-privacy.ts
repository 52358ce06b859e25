import { catchError, concat, defer, EMPTY, endWith, finalize, ignoreElements, last, map, merge, mergeMap } from 'rxjs'
import { of, share, Subject, switchMap, take, takeUntil, throwError, timer, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { whenRefused } from '../connection/stanza-error.js'
import { requireArgument } from '../errors/argument-error.js'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import { same } from '../model/same.js'
import { createTurns } from '../rx/create-turns.js'
import { shareState } from '../rx/share-state.js'
import { checkedIds, checkedItems, checkedName, idsOf } from './check-privacy.js'
import { allowAll, createPrivacyListCodec, type PrivacyListItem, type PrivacyListItems } from './privacy-list.js'
import type { Privacy } from './privacy.js'
import { createServerLists, type ServerLists, type ServerListsDeps } from './server-lists.js'

export interface PrivacyDeps
  extends ServerListsDeps, Pick<ConcernDeps, 'push$' | 'session$' | 'addresses' | 'scheduler' | 'report'> {
  /** The domain of rooms. */
  readonly muc: string
}
type ListCodec = ReturnType<typeof createPrivacyListCodec>

/** The list that `block` begins where none is in force. */
const ownList = 'blocked'
const nobody: readonly UserId[] = []
const without = (items: PrivacyListItems, ids: readonly UserId[]): PrivacyListItems =>
  items.filter(({ userId }) => !ids.includes(userId))
const otherUser = (): ChatError =>
  new ChatError('session', 'Another user was connected before it was its turn.', { reason: 'another user' })

/** Lists as they are after a change of some of their entries: read, changed, written. */
const createRewrite = ({ names$, read, replace, choose }: ServerLists, { toList, fromList }: ListCodec) => {
  const rewrite = (name: string, gone: readonly UserId[], added: readonly PrivacyListItem[]): Observable<unknown> =>
    read(name).pipe(
      whenRefused(of([]), 'item-not-found'),
      mergeMap((list) => {
        const { items, foreign } = fromList(list)
        const kept = toList([...without(items, gone), ...added], foreign)
        if (kept.length > 0) return replace(name, kept)
        if (list.length === 0) return EMPTY
        // Not every server tells other devices of a removal, or allows it while they use the list: first it says nothing.
        return concat(replace(name, allowAll), replace(name, []).pipe(whenRefused(EMPTY, 'conflict')))
      }),
    )
  const inForce$ = names$.pipe(map(({ active, default: chosen }) => active ?? chosen))
  const rewriteInForce = (gone: readonly UserId[], added: readonly PrivacyListItem[]): Observable<unknown> =>
    inForce$.pipe(
      mergeMap((name) => {
        if (name !== null) return rewrite(name, gone, added)
        return added.length === 0 ? EMPTY : concat(rewrite(ownList, gone, added), choose('defaultList', ownList))
      }),
    )
  const blocked$ = inForce$.pipe(
    mergeMap((name) => (name === null ? of([]) : read(name))),
    map((list) => idsOf(fromList(list).items.filter(({ action }) => action === 'deny'))),
  )
  return { rewrite, rewriteInForce, blocked$ }
}

/** Who is blocked, read again whenever that may have changed. */
const createBlocked = (
  { event$, session$, scheduler, report }: PrivacyDeps,
  read$: Observable<readonly UserId[]>,
  done$: Observable<unknown>,
  changed$: Observable<unknown>,
): Privacy['blocked$'] => {
  const load$ = read$.pipe(
    catchError((error: unknown) => {
      if (isChatError(error, 'stanza')) report('the list of who is blocked could not be read')
      return EMPTY
    }),
  )
  // Nobody tells that a list became the default; where another device does that, it does so right after it wrote the list.
  const looks$ = timer(1000, 9000, scheduler).pipe(
    take(2),
    switchMap(() => load$),
  )
  const loads$ = merge(
    session$.pipe(map((other) => (other ? concat(of(nobody), load$) : load$))),
    done$.pipe(map(() => load$)),
    changed$.pipe(map(() => looks$)),
  ).pipe(
    switchMap((values$) => values$),
    takeUntil(event$.pipe(last(null, null))),
  )
  return shareState(nobody, loads$, same)
}

/** Creates `chat.privacy`. */
export const createPrivacy = (deps: PrivacyDeps): Privacy => {
  const { push$, userId } = deps
  const codec = createPrivacyListCodec(deps.addresses, deps.muc)
  const lists = createServerLists(deps)
  const { names$, read, replace, choose } = lists
  const { rewrite, rewriteInForce, blocked$ } = createRewrite(lists, codec)
  const inTurn = createTurns()
  const done$ = new Subject<void>()
  const changed$ = push$.pipe(
    mergeMap(({ privacy }) => (privacy?.lists ?? []).map(({ name }) => ({ name }))),
    share(),
  )
  /** `make` looks at the arguments, at once; what it makes waits its turn. */
  const change = (make: () => Observable<unknown>): Observable<void> =>
    defer(() => {
      const [work$, owner] = [make(), userId()]
      const guarded$ = defer(() => (userId() === owner ? work$ : throwError(otherUser)))
      const told = finalize<undefined>(() => done$.next())
      return inTurn(guarded$.pipe(ignoreElements(), endWith(undefined), told))
    })
  return {
    ...{ names: () => names$, changed$, blocked$: createBlocked(deps, blocked$, done$, changed$) },
    block: (id, { mutual = true } = {}) =>
      change(() => rewriteInForce([id], checkedItems([{ userId: id, action: 'deny', mutual }], 'block'))),
    unblock: (id) => change(() => rewriteInForce(checkedIds([id], 'unblock'), [])),
    create: (name, items) =>
      change(() => {
        requireArgument(checkedItems(items).length > 0, 'items', 'at least one item')
        return replace(checkedName(name), codec.toList(items))
      }),
    get: (name) =>
      defer(() => read(checkedName(name))).pipe(map((list) => ({ name, items: codec.fromList(list).items }))),
    update: (name, { set = [], remove = [] }) =>
      change(() => {
        const gone = [...checkedIds(remove, 'remove'), ...idsOf(checkedItems(set, 'set'))]
        return rewrite(checkedName(name), gone, set)
      }),
    remove: (name) => change(() => replace(checkedName(name), [])),
    setDefault: (name) => change(() => choose('defaultList', checkedName(name))),
    declineDefault: () => change(() => choose('defaultList', '')),
    setActive: (name) => change(() => choose('activeList', checkedName(name))),
    declineActive: () => change(() => choose('activeList', '')),
  }
}
