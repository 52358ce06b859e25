import { expect, it } from '@jest/globals'
import { filter, firstValueFrom, map, merge, take, timeout, toArray } from 'rxjs'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1'] }, (server) => {
    it('leaves a link whose other end swallows everything within 20 s, by default settings', async () => {
      const { url, host, port, domain } = server()
      const proxy = await startFaultProxy({ host, port })
      const websocket = url.replace(String(port), String(proxy.port))
      const one = await talker({ websocket, chat: domain }, 101, 'passw0rd-of-all')
      const other = await talker({ websocket: url, chat: domain }, 102, 'passw0rd-of-all')
      const swallowedAt = Date.now()
      // Open links stay black for good, new ones carry.
      proxy.pause(true)
      proxy.pause(false)

      const left$ = one.chat.connection.state$.pipe(
        filter(({ type }) => type === 'forceClosed'),
        map(() => Date.now() - swallowedAt),
        take(1),
      )
      const arrived$ = other.chat.messages.received$.pipe(
        map(({ body }) => body),
        take(1),
      )
      const watched = firstValueFrom(merge(left$, arrived$).pipe(toArray(), timeout(40_000)))
      const sent = firstValueFrom(
        one.chat.messages.send({ type: 'private', opponentId: 102 }, { body: 'into the dark' }).pipe(
          filter(({ status }) => status === 'sent'),
          timeout(40_000),
        ),
      )
      const [noticedAfter, body] = await watched.finally(() => sent)
      one.chat.destroy()
      other.chat.destroy()
      await proxy.stop()
      expect(noticedAfter).toBeLessThan(20_000)
      expect(body).toBe('into the dark')
    }, 60_000)

    it('notices it without anything to send, too', async () => {
      const { url, host, port, domain } = server()
      const proxy = await startFaultProxy({ host, port })
      const websocket = url.replace(String(port), String(proxy.port))
      const one = await talker({ websocket, chat: domain }, 101, 'passw0rd-of-all')
      const swallowedAt = Date.now()
      proxy.pause(true)
      proxy.pause(false)
      await firstValueFrom(
        one.chat.connection.state$.pipe(
          filter(({ type }) => type === 'forceClosed'),
          timeout(40_000),
        ),
      )
      const noticedAfter = Date.now() - swallowedAt
      await firstValueFrom(
        one.chat.connection.state$.pipe(
          filter(({ type }) => type === 'ready'),
          timeout(40_000),
        ),
      )
      one.chat.destroy()
      await proxy.stop()
      expect(noticedAfter).toBeLessThan(20_000)
    }, 60_000)
  })
}
