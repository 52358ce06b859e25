import { expect, it } from '@jest/globals'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { startEjabberd } from '../../scripts/servers/start-ejabberd.js'
import { startProsody } from '../../scripts/servers/start-prosody.js'
import { exitCodeOf } from '../../scripts/servers/server-died.js'
import { describeWithServer } from './support/describe-with-server.js'

const open = (domain: string) => `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${domain}" version="1.0"/>`
const plain = (user: string, password: string) =>
  `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${btoa(`\0${user}\0${password}`)}</auth>`

/** Logs in and gives the name of the element that answers. */
async function login(url: string, domain: string, user: string, password: string): Promise<string | undefined> {
  const socket = new WebSocket(url, 'xmpp')
  const answers: string[] = []
  const answered = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const frame = data.toString()
      answers.push(frame)
      if (frame.includes('features')) socket.send(plain(user, password))
      if (/^<(success|failure)/.test(frame)) resolve()
    })
  })
  await once(socket, 'open')
  socket.send(open(domain))
  await answered
  socket.terminate()
  return /^<(\w+)/.exec(answers.at(-1) ?? '')?.[1]
}

const starts = { ejabberd: startEjabberd, prosody: startProsody }

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1'] }, (server) => {
    it('takes its accounts and nobody else', async () => {
      const { url, domain, register } = server()
      await register('102-1')
      expect(await login(url, domain, '101-1', 'passw0rd-of-all')).toBe('success')
      expect(await login(url, domain, '102-1', 'passw0rd-of-all')).toBe('success')
      expect(await login(url, domain, '101-1', 'wrong')).toBe('failure')
    }, 20_000)

    it('is gone, with its files, after stop', async () => {
      const other = await starts[name]()
      expect(existsSync(`/proc/${String(other.pid)}`)).toBe(true)
      await other.stop()
      expect(existsSync(`/proc/${String(other.pid)}`)).toBe(false)
      await expect(fetch(`http://127.0.0.1:${String(other.port)}/`)).rejects.toThrow('fetch failed')
    }, 40_000)

    it('says that it died', async () => {
      const other = await starts[name]()
      process.kill(other.pid, 'SIGKILL')
      while (existsSync(`/proc/${String(other.pid)}`)) await sleep(20)
      expect(() => {
        other.assertAlive()
      }).toThrow(expect.objectContaining({ name: 'ServerDied' }))
      const error: unknown = await other.stop().catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'ServerDied' })
      expect(exitCodeOf(error)).toBe(75)
    }, 40_000)
  })
}
