import { defer, Subject, throwError, timer, mergeMap, of, type Observable } from 'rxjs'
import type { IqRequest } from '../../lib/connection/iq.js'
import { sessionBegun } from '../../lib/connection/session-begun.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { IqStanza, PrivacyItem, PrivacyQuery } from '../../lib/model/stanza.js'
import { createPrivacy } from '../../lib/privacy/create-privacy.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { createVirtualClock } from '../virtual/support/virtual-clock.js'

export const refusal = (condition: string): ChatError =>
  new ChatError('stanza', condition, { condition, type: 'cancel' })
const noLink = (): ChatError => new ChatError('link', 'no link', { reason: 'gone' }, { retryable: true })

/** A server's lists of one user, an answer a millisecond. `refuse` may stand in for any answer. */
export const setUpPrivacy = () => {
  const clock = createVirtualClock()
  const connection = fakeConnection()
  const push$ = new Subject<IqStanza>()
  const lists = new Map<string, readonly PrivacyItem[]>()
  const log: string[] = []
  const issues: string[] = []
  const server = {
    chosen: { activeList: '', defaultList: '' },
    refuse: (_line: string): Error | undefined => undefined,
  }
  let user: number | undefined

  const nameOf = ({ type, privacy = {} }: IqRequest): string => {
    const { activeList, defaultList, lists: [list] = [] } = privacy
    if (activeList !== undefined) return `active ${activeList}`
    if (defaultList !== undefined) return `default ${defaultList}`.trim()
    if (list === undefined) return 'names'
    return `${type} ${list.name}${type === 'get' ? '' : ` ${list.items.map(({ value = '*' }) => value).join()}`}`.trim()
  }
  const answer = ({ type, privacy = {} }: IqRequest): PrivacyQuery => {
    const { activeList, defaultList, lists: [list] = [] } = privacy
    const isKnown = (name: string): boolean => name === '' || lists.has(name)
    if (!isKnown(activeList ?? defaultList ?? '')) throw refusal('item-not-found')
    if (activeList !== undefined) server.chosen.activeList = activeList
    else if (defaultList !== undefined) server.chosen.defaultList = defaultList
    else if (list === undefined) {
      const names = [...lists.keys()].map((name) => ({ name, items: [] }))
      const found = [...names, ...names.slice(0, 1)]
      // As ejabberd, which names what is not chosen by nothing.
      return { ...server.chosen, lists: found }
    } else if (type === 'get') {
      const items = lists.get(list.name)
      if (items === undefined) throw refusal('item-not-found')
      return { lists: [{ name: list.name, items }] }
    } else {
      if (list.items.length === 0) lists.delete(list.name)
      else lists.set(list.name, list.items)
      push$.next({ kind: 'iq', type: 'set', privacy: { lists: [{ name: list.name, items: [] }] } })
    }
    return {}
  }
  const request = (iq: IqRequest): Observable<IqStanza> =>
    defer(() => {
      const line = nameOf(iq)
      if (connection.link() === null) return throwError(noLink)
      log.push(line)
      return timer(1, clock.world).pipe(
        mergeMap(() => {
          const refused = server.refuse(line)
          if (refused !== undefined) return throwError(() => refused)
          return of<IqStanza>({ kind: 'iq', type: 'result', privacy: answer(iq) })
        }),
      )
    })
  const at = { event$: connection.linkEvent$, link: connection.link, userId: () => user }
  const privacy = createPrivacy({
    ...{ ...at, request, push$, session$: sessionBegun(at) },
    addresses: createAddresses(1, 'chat.localhost'),
    muc: 'muc.chat.localhost',
    scheduler: clock.scheduler,
    report: (problem) => issues.push(problem),
  })
  const up = (userId = 21, resumed = false): void => {
    user = userId
    const link = connection.up(userId, resumed)
    if (!resumed) connection.event$.next({ type: 'renewed', link })
  }
  const pass = (ms = 50): void => {
    clock.pass(ms)
  }
  /** What was asked since the last time. */
  const asked = (): readonly string[] => log.splice(0)
  return { clock, pass, connection, push$, lists, server, issues, privacy, up, asked, noLink }
}
