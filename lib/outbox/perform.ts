import { catchError, concatWith, defer, EMPTY, mergeMap, type Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { callFailed } from './outbox-errors.js'
import type { OutboxKinds } from './outbox-kind.js'
import type { Refuse } from './refuse.js'

/**
 * Makes the calls whose turn comes. A cut link does not end one that is being made; one whose answer was lost, by a reload
 * for one, is made again: it has to be idempotent, as a reaction is (protocol 4.7).
 */
export const perform = ({ remove }: Entries, gate: Gate, kinds: OutboxKinds, refuse: Refuse): Observable<unknown> =>
  gate.call$.pipe(
    mergeMap(({ id, kind, stanza }) =>
      defer(() => kinds.get(kind)?.perform?.(stanza) ?? EMPTY).pipe(
        concatWith(silently(() => remove([{ id }], 'sent'))),
        concatWith(silently(gate.flush)),
        catchError((error: unknown) => refuse(id, isChatError(error) ? error : callFailed())),
      ),
    ),
  )
