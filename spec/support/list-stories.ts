import {
  catchError,
  EMPTY,
  filter,
  firstValueFrom,
  ignoreElements,
  last,
  map,
  merge,
  timeout,
  type Observable,
} from 'rxjs'
import { isChatError, type Chat, type ChatWith } from '../../lib/index.js'

/** Waits for what is still to come. */
export const until = <T>(source$: Observable<T>, is: (value: T) => boolean, within = 5000): Promise<T> =>
  firstValueFrom(source$.pipe(filter(is), timeout(within)))

export const done = <T>(work$: Observable<T>): Promise<T> => firstValueFrom(work$.pipe(timeout(15_000)))

/** The condition of the error it failed with, or `none`. */
export const conditionOf = async (work$: Observable<unknown>): Promise<string> => {
  try {
    await firstValueFrom(work$.pipe(last(null, null), timeout(15_000)))
    return 'none'
  } catch (error) {
    if (isChatError(error, 'stanza')) return error.detail.condition
    throw error
  }
}

/** What a message comes to: `none` where it arrives, else the condition it comes back with, before or after it was acknowledged. */
export const outcomeOf = (from: Chat, to: Chat, opponentId: number): Promise<string> => {
  const body = `are you there, ${String(opponentId)}?`
  const bounced$ = from.connection.stanza$.pipe(
    filter((stanza) => stanza.kind === 'message' && stanza.type === 'error'),
    map(({ error }) => error?.condition ?? ''),
  )
  const arrived$ = to.messages.received$.pipe(
    filter((message) => message.body === body),
    map(() => 'none'),
  )
  const sent$ = from.messages.send({ type: 'private', opponentId }, { body }).pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  )
  return firstValueFrom(merge(bounced$, arrived$, sent$).pipe(timeout(5000)))
}

/** Two who make friends: asked, approved both ways, seen, renamed, removed. */
export const makeFriends = async (
  ann: ChatWith<'contacts'>,
  annId: number,
  ben: ChatWith<'contacts'>,
  benId: number,
): Promise<void> => {
  const [anns$, bens$] = [ann.contacts.list$, ben.contacts.list$]
  const watching = [anns$.subscribe(), bens$.subscribe()]
  const isWith = (subscription: string) => (list: readonly { readonly subscription: string }[]) =>
    list[0]?.subscription === subscription
  const hears = <T>(record: Readonly<Record<number, T>>, userId: number): T | undefined => record[userId]

  await done(ann.contacts.add(benId, { name: 'Ben', groups: ['friends'] }))
  await until(anns$, (list) => list[0]?.pending === true)
  await until(ben.contacts.requests$, (requests) => requests.some(({ userId }) => userId === annId))
  await done(ben.contacts.approve(annId))
  await until(anns$, isWith('to'))
  await until(ann.contacts.presence$, (record) => hears(record, benId)?.status === 'available')
  await done(ben.contacts.setPresence({ show: 'away', status: 'tea' }))
  await until(ann.contacts.presence$, (record) => hears(record, benId)?.text === 'tea')
  await done(ben.contacts.add(annId))
  await until(ann.contacts.requests$, (requests) => requests.length === 1)
  await done(ann.contacts.approve(benId))
  await until(anns$, isWith('both'))
  await until(bens$, isWith('both'))
  await done(ann.contacts.update(benId, { name: 'Benjamin' }))
  await until(anns$, ([one]) => one?.name === 'Benjamin' && one.groups.join() === 'friends')
  for (const each of watching) each.unsubscribe()
}
