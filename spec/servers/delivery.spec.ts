import { expect, it } from '@jest/globals'
import { filter, firstValueFrom, timeout, timer } from 'rxjs'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import type { ChatConfig } from '../../lib/index.js'
import { inOrder, talk, type Talker } from '../support/delivery.js'
import { talker } from '../support/talkers.js'
import { createWitness } from '../support/witness.js'
import { describeWithServer } from './support/describe-with-server.js'

const count = 60
const whole = { sent: inOrder(count), received: inOrder(count) }
/** ejabberd answers some resumptions only after 15 s. */
const patience = 45_000

/** By default a link counts as stable after 500 ms and then comes back at once. */
const byDefault = { config: {}, spacing: 80, settle: 550 }
const inBursts = {
  config: { reconnection: { totalReconnections: 50, reconnectionTimeout: 20 } },
  spacing: 20,
  settle: 0,
}
const calm = [11, 'by default settings', byDefault] as const
/** What ejabberd does in bursts is for the faults tier to judge. */
const runs = {
  ejabberd: [calm],
  prosody: [calm, [12, 'in bursts', inBursts], [13, 'in bursts', inBursts]],
} as const

interface Witnessed extends Talker {
  /** The bodies that came out of the SDK, and those the server wrote to its socket, copies left out. */
  readonly told: string[]
  readonly wired: Set<string>
  /** How often the server let a resumption wait. */
  readonly stalls: readonly unknown[]
}

/** One who talks, and a record of what the server really delivered. */
const witnessed = async (
  server: { websocket: string; chat: string },
  userId: number,
  config: Partial<ChatConfig>,
): Promise<Witnessed> => {
  const { WebSocket, wired$, stalled$ } = createWitness()
  const record = { told: new Array<string>(), wired: new Set<string>(), stalls: new Array<unknown>() }
  wired$.subscribe((body) => record.wired.add(body))
  stalled$.subscribe((stall) => record.stalls.push(stall))
  const one = await talker(server, userId, 'passw0rd-of-all', { ...config, platform: { WebSocket } })
  one.chat.messages.received$.subscribe(({ body }) => record.told.push(body ?? ''))
  return { ...one, ...record }
}

/**
 * ejabberd 23.01 gets stuck when a cut meets one of its writes, and keeps back what it acknowledged (docs/decisions.md).
 * Then the promise is what an SDK can keep: all it was given came out once and in order, and nothing of ours is left.
 */
const keptWhatItGot = async (both: readonly Witnessed[]): Promise<void> => {
  for (const { chat, told, wired } of both) {
    expect(told).toEqual([...wired])
    expect(await firstValueFrom(chat.outbox.pending$)).toEqual([])
    expect(await firstValueFrom(chat.connection.state$)).toMatchObject({ type: 'ready' })
  }
  const missing = both.map(({ wired }) => count - wired.size).join(' and ')
  process.stderr.write(`notice: ejabberd got stuck and keeps back ${missing} of ${String(count)} messages\n`)
}

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, {}, (server) => {
    // Users of their own for every run: a session that a run leaves behind would take part in the next one.
    const accounts = async (first: number): Promise<readonly [number, number]> => {
      await server().register(`${String(first)}-1`)
      await server().register(`${String(first + 1)}-1`)
      return [first, first + 1]
    }

    it('carries messages both ways', async () => {
      const { url, domain } = server()
      const [ada, ben] = await accounts(101)
      const one = await talker({ websocket: url, chat: domain }, ada, 'passw0rd-of-all')
      const other = await talker({ websocket: url, chat: domain }, ben, 'passw0rd-of-all')
      const plan = { messages: count, spacing: 5, cuts: 0, seed: 1, cut: () => undefined, within: 10_000 }
      expect(await talk(one, other, plan)).toEqual([whole, whole])
      one.chat.destroy()
      other.chat.destroy()
    }, 20_000)

    it.each(runs[name])(
      'loses, doubles and reorders nothing over five resets (seed %d, %s)',
      async (seed, _name, { config, spacing, settle }) => {
        const { url, host, port, domain } = server()
        const [ada, ben] = await accounts(seed * 100)
        const proxy = await startFaultProxy({ host, port })
        const at = { websocket: url.replace(String(port), String(proxy.port)), chat: domain }
        const one = await witnessed(at, ada, config)
        const other = await witnessed(at, ben, config)
        const plan = { messages: count, spacing, settle, cuts: 5, seed, cut: proxy.cut, within: patience }
        try {
          expect(await talk(one, other, plan)).toEqual([whole, whole])
          // Two to begin with, and two more for each reset: none of them fell into a wait.
          expect(proxy.accepted()).toBeGreaterThanOrEqual(2 + 2 * plan.cuts)
        } catch (error) {
          if (name !== 'ejabberd' || [one, other].every((each) => each.stalls.length === 0)) throw error
          await keptWhatItGot([one, other])
        } finally {
          one.chat.destroy()
          other.chat.destroy()
        }
        await firstValueFrom(
          timer(0, 20).pipe(
            filter(() => proxy.connections() === 0),
            timeout(5000),
          ),
        )
        await proxy.stop()
      },
      patience + 15_000,
    )
  })
}
