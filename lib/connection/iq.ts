import {
  defer,
  filter,
  map,
  merge,
  mergeMap,
  take,
  throwError,
  throwIfEmpty,
  timeout,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { IqStanza, Stanza } from '../model/stanza.js'
import { mayAnswer } from '../stream/may-answer.js'
import { silently } from '../rx/silently.js'
import { linkLost } from '../stream/stream-errors.js'
import { stanzaError } from './stanza-error.js'

/** A request: an iq of type get or set; the id is minted at each subscription. */
export type IqRequest = Omit<IqStanza, 'kind' | 'id' | 'type'> & { readonly type: 'get' | 'set' }

export interface IqDeps {
  readonly stanza$: Observable<Stanza>
  /** Emits when answers to earlier requests can no longer come. */
  readonly lost$: Observable<unknown>
  readonly write: (stanza: Stanza) => void
  readonly jid: () => string
  readonly newId: () => string
  readonly scheduler: SchedulerLike
  /** ms */
  readonly deadline: number
}

const refused = (answer: IqStanza): ChatError => {
  const text = answer.error?.text === undefined ? '' : `: ${answer.error.text}`
  return stanzaError(answer, (condition) => `The server answered ${condition}${text}.`)
}

/**
 * An iq as a cold Observable (RFC 6120 8.2.3): subscribing sends it, the result is emitted and completes. Errors:
 * 'stanza' (the answer is an error), 'timeout' (no answer by the deadline), 'link' (the session it was sent in is gone), 'closed' (the
 * chat was destroyed).
 */
export const createIq =
  ({ stanza$, lost$, write, jid, newId, ...limit }: IqDeps) =>
  (request: IqRequest): Observable<IqStanza> =>
    defer(() => {
      const id = newId()
      const answer$ = stanza$.pipe(
        filter((stanza): stanza is IqStanza => stanza.kind === 'iq' && stanza.id === id),
        filter(({ type, from }) => (type === 'result' || type === 'error') && mayAnswer(from, request.to, jid())),
        map((answer) => {
          if (answer.type === 'error') throw refused(answer)
          return answer
        }),
      )
      const gone$ = lost$.pipe(mergeMap(() => throwError(() => linkLost('the session ended before the answer came'))))
      const send$ = silently(() => write({ ...request, kind: 'iq', id }))
      return merge(answer$, gone$, send$).pipe(take(1), throwIfEmpty(destroyed), inTime('iq', limit))
    })

const destroyed = (): ChatError =>
  new ChatError('closed', 'The chat was destroyed before the answer came.', { reason: 'destroyed' })

const noAnswer = (waitedFor: string, ms: number): ChatError =>
  new ChatError('timeout', `The server did not answer within ${String(ms)} ms.`, { waitedFor, ms }, { retryable: true })

/** Errors with 'timeout' where nothing comes by the deadline. */
export const inTime = <T>(
  waitedFor: string,
  { deadline, scheduler }: Pick<IqDeps, 'deadline' | 'scheduler'>,
): MonoTypeOperatorFunction<T> =>
  timeout({ first: deadline, scheduler, with: () => throwError(() => noAnswer(waitedFor, deadline)) })
