import { setTimeout as wait } from 'node:timers/promises'
import type { Figures } from './figures.js'
import type { Row } from './case.js'
import { interleave } from './rounds.js'
import { startProcess, type Process } from './start-process.js'

/** One who is measured, in a process of its own, and the number by which the server knows it. */
export interface Contestant extends Process {
  readonly role: string
  readonly number: number
}

/** What all do alike, over one server. */
export interface Contest {
  /** The name of the row → the party and its setting; see `parties`. */
  readonly roles: Readonly<Record<string, string>>
  /** Once, before the first round. */
  readonly enter?: (contestant: Contestant) => Promise<unknown>
  readonly beforeRound?: (server: Process) => Promise<unknown>
  /** One round of one. */
  readonly measure: (contestant: Contestant, server: Process) => Promise<Figures>
}

/** Only these take part, when some are named. */
const chosen = (process.env['BENCH_PARTIES'] ?? '').split(',').filter((role) => role !== '')
const takesPart = (role: string): boolean => chosen.length === 0 || chosen.includes(role)

/** Starts the server and a process for each role, and measures them in turn, round by round. */
export const hold = async (contest: Contest, rounds: number): Promise<readonly Row[]> => {
  const { roles, enter, beforeRound, measure } = contest
  const server = await startProcess('server')
  const processes = [server]
  try {
    const { port = 0 } = await server.ask('open')
    const turns: [string, () => Promise<Figures>][] = []
    for (const [name, role] of Object.entries(roles)) {
      if (!takesPart(role)) continue
      const number = turns.length
      const contestant = { ...(await startProcess(role, port, number)), role, number }
      processes.push(contestant)
      await enter?.(contestant)
      turns.push([name, () => measure(contestant, server)])
    }
    return await interleave(turns, rounds, () => beforeRound?.(server))
  } finally {
    await Promise.all(processes.map((each) => each.stop()))
  }
}

/** Asks again until a figure does not change any more. */
export const settled = async (ask: () => Promise<Figures>, figure: string): Promise<Figures> => {
  let before = await ask()
  for (;;) {
    await wait(50)
    const now = await ask()
    if (now[figure] === before[figure]) return now
    before = now
  }
}
