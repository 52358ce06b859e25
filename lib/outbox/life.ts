import { Observable } from 'rxjs'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { destroyed } from './outbox-errors.js'
import type { OutboxStatus } from './outbox-reducer.js'

/** The life of an entry that is in, from where it stands to its end; sends it when it can be. */
export const createLife =
  ({ find, listen }: Entries, gate: Gate, wake: () => void) =>
  (id: string): Observable<OutboxStatus> =>
    // By hand, since there is one for each message: operators would be half of what it costs.
    new Observable((subscriber) => {
      let told: OutboxStatus | undefined
      const tell = (status: OutboxStatus): void => {
        if (status === told) return
        told = status
        subscriber.next(status)
        if (status === 'sent') subscriber.complete()
      }
      // Listening first: nothing that happens to it is missed, and whoever is told `queued` may set off what comes next.
      subscriber.add(
        listen(id, (step) => {
          if (step === undefined) subscriber.error(destroyed())
          else if (step.type === 'failed') subscriber.error(step.error)
          else tell(step.type)
        }),
      )
      tell(find(id)?.status === 'sending' ? 'sending' : 'queued')
      gate.flush()
      if (!gate.isOpen()) wake()
    })
