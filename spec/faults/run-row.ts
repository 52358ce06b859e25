import { catchError, defer, lastValueFrom, map, of, type Observable } from 'rxjs'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import { measure, type Outcome } from './measure.js'
import type { Row } from './rows.js'

export interface Result {
  readonly row: Row
  /** Or what kept it from being measured. */
  readonly outcome: Outcome | Error
}

/** ms for what is still on its way when the network has healed. */
const patience = 20_000

/** Two new users talk in some weather; resolves when all is counted and cleared away. */
const runRow = async ({ weather, seed, config, open, enter }: Row): Promise<Outcome> => {
  const site = await open()
  const { host, port, users, rest } = site
  const { latency, hit, messages, perSecond, every } = weather
  const join = async (userId: number, otherId: number) => {
    const proxy = await startFaultProxy({ host, port, latency })
    const party = await enter({ site, userId, otherId, port: proxy.port, config })
    return { party, cut: proxy.cut, leave: () => party.leave().finally(proxy.stop) }
  }
  const sender = await join(users[0], users[1])
  const receiver = await join(users[1], users[0])
  const plan = {
    seed,
    messages,
    perSecond,
    every,
    lanes: rest === undefined ? (['private'] as const) : (['private', 'group'] as const),
    hit: { sender: [sender], receiver: [receiver], both: [sender, receiver] }[hit],
    patience,
  }
  try {
    return await lastValueFrom(measure(sender.party, receiver.party, plan))
  } finally {
    await Promise.all([sender.leave(), receiver.leave()])
    await site.close()
  }
}

/** Cold: measures one row; what fails is a result, too. */
export const resultOf = (row: Row): Observable<Result> =>
  defer(() => runRow(row)).pipe(
    catchError((error: unknown) => of(error instanceof Error ? error : new Error(String(error)))),
    map((outcome) => ({ row, outcome })),
  )
