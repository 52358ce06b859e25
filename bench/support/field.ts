import type { Figures } from './figures.js'
import { startProcess, type Process } from './start-process.js'

/** One who is measured, in a process of its own, and the number by which the server knows it. */
export interface Contestant extends Process {
  readonly number: number
}

/** The server and all who are measured against it. */
export interface Field {
  readonly server: Process
  readonly contestants: ReadonlyMap<string, Contestant>
  readonly stop: () => Promise<unknown>
}

/** Only these take part, when some are named. */
const chosen = (process.env['BENCH_PARTIES'] ?? '').split(',').filter((name) => name !== '')
const takesPart = (role: string): boolean => chosen.length === 0 || chosen.includes(role)

/** Starts the server and one process for each role, named as in its row. */
export const startField = async (roles: Readonly<Record<string, string>>): Promise<Field> => {
  const server = await startProcess('server')
  const { port = 0 } = await server.ask('open')
  const contestants = new Map<string, Contestant>()
  for (const [name, role] of Object.entries(roles)) {
    const number = contestants.size
    if (takesPart(role)) contestants.set(name, { ...(await startProcess(role, port, number)), number })
  }
  const stop = (): Promise<unknown> => Promise.all([...contestants.values(), server].map((each) => each.stop()))
  return { server, contestants, stop }
}

/** Asks again until nothing changes any more. */
export const settled = async (ask: () => Promise<Figures>, figure: string): Promise<Figures> => {
  let before = await ask()
  for (;;) {
    await new Promise((done) => setTimeout(done, 50))
    const now = await ask()
    if (now[figure] === before[figure]) return now
    before = now
  }
}
