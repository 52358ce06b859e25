import { expect, it } from '@jest/globals'
import { filter, firstValueFrom, timeout, timer } from 'rxjs'
import { inOrder, talk } from '../support/delivery.js'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const count = 60
const whole = { sent: inOrder(count), received: inOrder(count) }
/** ejabberd was measured to answer a resumption after 15 s when the cut before it hit a resumption under way. */
const patience = 60_000

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
      const one = await talker({ websocket: url, chat: domain }, ada, 'x')
      const other = await talker({ websocket: url, chat: domain }, ben, 'x')
      const plan = { messages: count, spacing: 5, cuts: 0, seed: 1, cut: () => undefined, within: 10_000 }
      expect(await talk(one, other, plan)).toEqual([whole, whole])
      one.chat.destroy()
      other.chat.destroy()
    }, 20_000)

    it.each([11, 12, 13])(
      'loses, doubles and reorders nothing over five resets (seed %d)',
      async (seed) => {
        const { url, host, port, domain } = server()
        const [ada, ben] = await accounts(seed * 100)
        const proxy = await startFaultProxy({ host, port })
        const websocket = url.replace(String(port), String(proxy.port))
        const one = await talker({ websocket, chat: domain }, ada, 'x')
        const other = await talker({ websocket, chat: domain }, ben, 'x')
        const plan = { messages: count, spacing: 20, cuts: 5, seed, cut: proxy.cut, within: patience }
        const delivered = await talk(one, other, plan).finally(() => {
          one.chat.destroy()
          other.chat.destroy()
        })
        await firstValueFrom(
          timer(0, 20).pipe(
            filter(() => proxy.connections() === 0),
            timeout(5000),
          ),
        )
        await proxy.stop()
        expect(delivered).toEqual([whole, whole])
      },
      patience + 15_000,
    )
  })
}
