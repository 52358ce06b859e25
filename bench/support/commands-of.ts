import { cpuTime, instant, type Commands } from './figures.js'
import type { Party } from './party.js'

const timed = async (work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly cpu: number }> => {
  const [at, cpu] = [instant(), cpuTime()]
  await work()
  return { ms: instant() - at, cpu: cpuTime() - cpu }
}

const missing = (): never => {
  throw new Error('this party cannot do that')
}

/** Sends `count` messages, `width` on their way at a time. */
const sendAll = async (send: (body: string) => Promise<unknown>, count: number, width: number): Promise<void> => {
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) await send(`The quick brown fox jumps over the lazy dog, ${String(left)} to go.`)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

const listAll = async (listDialogs: () => Promise<number>, count: number): Promise<void> => {
  for (let left = count; left > 0; left--) if ((await listDialogs()) !== 100) throw new Error('not the 100 dialogs')
}

/** What a party can be asked for. */
export const commandsOf = (party: Party): Commands => {
  const { connect = missing, disconnect = missing, send = missing, signIn = missing, listDialogs = missing } = party
  let [heard, awaited, from, cpu] = [0, 0, 0, 0]
  let allHeard = (_from: number): void => undefined
  let ready = (): void => undefined
  party.onMessage(() => {
    if (heard++ === 0) from = instant()
    if (heard === awaited) allHeard(from)
  })
  party.onReady(() => ready())
  return {
    connect: () => timed(connect),
    disconnect: () => timed(disconnect),
    /** Waits for so many messages; tells when the first and the last were heard. */
    receive: (count = 0) => {
      ;[heard, awaited, cpu] = [0, count, cpuTime()]
      return new Promise((done) => (allHeard = (since) => done({ from: since, until: instant() })))
    },
    /** How many were heard, and the CPU since they were waited for. */
    received: () => ({ heard, cpu: cpuTime() - cpu }),
    send: (count = 0, width = 0) => timed(() => sendAll(send, count, width)),
    /** Waits until it is ready once more. */
    back: () => new Promise((done) => (ready = () => done({ at: instant() }))),
    signIn: () => timed(signIn),
    list: (count = 0) => timed(() => listAll(listDialogs, count)),
  }
}
