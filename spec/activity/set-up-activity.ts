import { Observable, of, Subject, type SchedulerLike } from 'rxjs'
import type { ActivityDeps } from '../../lib/activity/create-activity.js'
import { createActivity } from '../../lib/activity/create-activity.js'
import type { IqRequest } from '../../lib/connection/iq.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { LinkEvent } from '../../lib/connection/connection-event.js'
import type { IqStanza } from '../../lib/model/stanza.js'
import type { Link } from '../../lib/stream/stream-event.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'

export const jid = (userId: number): string => `${String(userId)}-1@chat.localhost`
export const clock = 1_700_000_000_000

export const refusal = (condition: string): ChatError =>
  new ChatError('stanza', `refused: ${condition}`, { condition, type: 'cancel' })
export const linkGone = (): ChatError => new ChatError('link', 'gone', { reason: 'test' }, { retryable: true })

/** The wire in words: who is asked for what. */
const word = ({ to, lastActivity, statusStreaming, mobile }: Omit<IqStanza, 'kind' | 'type'>): string => {
  if (lastActivity !== undefined) return `last ${(to ?? '').split('-')[0] ?? ''}`
  if (statusStreaming !== undefined)
    return `${statusStreaming.enable ? '+' : '-'}${statusStreaming.userJid.split('-')[0] ?? ''}`
  return mobile?.enable === true ? 'mobile inactive' : 'mobile active'
}

type Answers = (word: string) => Partial<IqStanza> | ChatError | 'silence'

/** `chat.activity` of user 21 over a connection played by hand; `wire` tells what was written, in words. */
export const setUpActivity = (scheduler: SchedulerLike, over: Partial<ActivityDeps> = {}) => {
  const wire: string[] = []
  const reports: string[] = []
  const event$ = new Subject<LinkEvent>()
  const push$ = new Subject<IqStanza>()
  const lost$ = new Subject<void>()
  let link: Link | null = null
  let answers: Answers = () => ({})

  const request = (iq: IqRequest): Observable<IqStanza> =>
    new Observable((subscriber) => {
      if (link === null) {
        subscriber.error(linkGone())
        return
      }
      wire.push(word(iq))
      const answer = answers(word(iq))
      subscriber.add(
        lost$.subscribe(() => {
          subscriber.error(linkGone())
        }),
      )
      if (answer === 'silence') return
      if (answer instanceof ChatError) subscriber.error(answer)
      else {
        subscriber.next({ kind: 'iq', type: 'result', from: iq.to, ...answer })
        subscriber.complete()
      }
    })
  const activity = createActivity({
    ...{ event$, link: () => link, request, push$, visible$: of(true), activity: 'visible', scheduler },
    ...{ addresses: createAddresses(1, 'chat.localhost'), newId: () => 'fresh', now: () => clock + scheduler.now() },
    report: (problem) => {
      reports.push(problem)
    },
    ...over,
  })
  activity.background$.subscribe()
  return {
    activity,
    wire,
    reports,
    event$,
    push$,
    answer: (next: Answers) => {
      answers = next
    },
    push: (userId: number, seconds: number) => {
      push$.next({ kind: 'iq', type: 'result', id: 'p', from: jid(userId), lastActivity: { seconds } })
    },
    up: (resumed = false) => {
      if (!resumed) lost$.next()
      link = {
        ...{ jid: `${jid(21)}/here`, resumed, contiguous: resumed },
        write: (stanza) => {
          if (stanza.kind === 'iq') wire.push(word(stanza))
        },
        probe: () => undefined,
        setClientState: (state) => {
          wire.push(`csi ${state}`)
        },
        close: () => undefined,
      }
      event$.next({ type: 'up', link, userId: 21 })
      if (!resumed) event$.next({ type: 'renewed', link })
    },
    down: () => {
      link = null
      event$.next({ type: 'down', byServer: false })
    },
    /** What was written since the last time. */
    heard: (): readonly string[] => wire.splice(0),
    end: () => {
      event$.complete()
      push$.complete()
    },
  }
}
