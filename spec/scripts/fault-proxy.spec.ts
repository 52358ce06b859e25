import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type FaultProxy, startFaultProxy } from '../../scripts/fault-proxy.js'

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function ask(client: Socket, text: string): Promise<string> {
  const answer = once(client, 'data')
  client.write(text)
  return String((await answer)[0])
}

describe('the fault proxy', () => {
  let echo: Server
  let proxy: FaultProxy
  let far: Socket[]
  let near: Socket[]

  const dial = async (): Promise<Socket> => {
    const client = connect({ host: '127.0.0.1', port: proxy.port })
    near.push(client)
    await once(client, 'connect')
    return client
  }

  beforeEach(async () => {
    far = []
    near = []
    echo = createServer((socket) => {
      far.push(socket)
      socket.on('error', () => undefined)
      socket.pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(echo, 'listening')
    proxy = await startFaultProxy({ host: '127.0.0.1', port: portOf(echo) })
  })

  afterEach(async () => {
    await proxy.stop()
    for (const socket of [...near, ...far]) socket.destroy()
    await once(echo.close(), 'close')
  })

  it('carries bytes both ways and counts its links', async () => {
    const client = await dial()
    expect(await ask(client, 'hello')).toBe('hello')
    expect([proxy.connections(), proxy.accepted()]).toEqual([1, 1])
    client.end()
    await once(client, 'close')
    const next = await dial()
    expect(await ask(next, 'again')).toBe('again')
    expect([proxy.connections(), proxy.accepted()]).toEqual([1, 2])
  })

  it('cuts by resetting both sides', async () => {
    const client = await dial()
    await ask(client, 'hello')
    const server = far[0]
    if (server === undefined) throw new Error('no link')
    const ended = Promise.all([once(client, 'error'), once(server, 'error')])
    proxy.cut()
    expect((await ended).flat()).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }])
    expect(proxy.connections()).toBe(0)
    expect(await ask(await dial(), 'back')).toBe('back')
  })

  it('makes black holes of its links while paused, also of those dialled meanwhile', async () => {
    const client = await dial()
    await ask(client, 'before')
    const heard: string[] = []
    const events = (socket: Socket | undefined, name: string) => {
      for (const event of ['data', 'end', 'close']) socket?.on(event, () => heard.push(`${name} ${event}`))
    }
    proxy.pause(true)
    const meanwhile = await dial()
    for (const [index, socket] of [client, meanwhile].entries()) {
      events(socket, `near ${String(index)}`)
      events(far[index], `far ${String(index)}`)
      socket.write('lost')
    }
    proxy.pause(false)
    client.write('still lost')
    // What is swallowed makes no sound: a whole exchange on a new link shows that there was time for one.
    expect(await ask(await dial(), 'new')).toBe('new')
    expect(heard).toEqual([])
    client.destroy()
    await once(client, 'close')
    expect(await ask(await dial(), 'newer')).toBe('newer')
    expect(heard).toEqual(['near 0 close'])
    expect(proxy.connections()).toBe(4)
  })

  it('refuses new links only', async () => {
    const client = await dial()
    await ask(client, 'hello')
    proxy.refuse(true)
    const refused = connect({ host: '127.0.0.1', port: proxy.port })
    expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
    expect(await ask(client, 'still here')).toBe('still here')
  })

  it('delays each way by its latency', async () => {
    const slow = await startFaultProxy({ host: '127.0.0.1', port: portOf(echo), latency: 40 })
    const client = connect({ host: '127.0.0.1', port: slow.port })
    await once(client, 'connect')
    const start = performance.now()
    expect(await ask(client, 'hello')).toBe('hello')
    expect(performance.now() - start).toBeGreaterThanOrEqual(78)
    client.destroy()
    await slow.stop()
  })
})
