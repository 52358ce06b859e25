import { concat, defer, distinctUntilChanged, map, merge, of, takeWhile, throwError, type Observable } from 'rxjs'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { destroyed } from './outbox-errors.js'
import type { OutboxStatus } from './outbox-reducer.js'

/** The life of an entry that is in, from where it stands to its end; sends it when it can be. */
export const createLife =
  ({ find, stepsOf }: Entries, gate: Gate, wake: () => void) =>
  (id: string): Observable<OutboxStatus> =>
    defer(() => {
      const standing: OutboxStatus = find(id)?.status === 'sending' ? 'sending' : 'queued'
      const further$ = stepsOf(id).pipe(
        map((step) => {
          if (step.type === 'failed') throw step.error
          return step.type
        }),
      )
      const release$ = silently(() => {
        gate.flush()
        if (!gate.isOpen()) wake()
      })
      // Listening first: nothing that happens to it is missed, and whoever is told `queued` may set off what comes next.
      return concat(merge(further$, of(standing), release$), throwError(destroyed)).pipe(
        distinctUntilChanged(),
        takeWhile((status) => status !== 'sent', true),
      )
    })
