import { expect, it } from '@jest/globals'
import { inOrder, talk } from '../support/delivery.js'
import { startFaultProxy } from '../support/fault-proxy.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const count = 60
const whole = { sent: inOrder(count), received: inOrder(count) }

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1', '103-1', '104-1'] }, (server) => {
    it('carries messages both ways', async () => {
      const { url, domain } = server()
      const one = await talker({ websocket: url, chat: domain }, 101, 'x')
      const other = await talker({ websocket: url, chat: domain }, 102, 'x')
      const plan = { messages: count, spacing: 5, cuts: 0, seed: 1, cut: () => undefined, within: 10_000 }
      expect(await talk(one, other, plan)).toEqual([whole, whole])
      one.chat.destroy()
      other.chat.destroy()
    })

    it.each([11, 12])('loses, doubles and reorders nothing over five resets (seed %d)', async (seed) => {
      const { url, host, port, domain } = server()
      const proxy = await startFaultProxy({ host, port })
      const websocket = url.replace(String(port), String(proxy.port))
      const one = await talker({ websocket, chat: domain }, 103, 'x')
      const other = await talker({ websocket, chat: domain }, 104, 'x')
      const plan = { messages: count, spacing: 20, cuts: 5, seed, cut: proxy.cut, within: 20_000 }
      expect(await talk(one, other, plan)).toEqual([whole, whole])
      one.chat.destroy()
      other.chat.destroy()
      await proxy.stop()
    }, 30_000)
  })
}
