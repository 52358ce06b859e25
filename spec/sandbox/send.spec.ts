import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { concatMap, firstValueFrom, forkJoin, from, last, lastValueFrom, retry, take, toArray } from 'rxjs'
import type { Chat } from '../../lib/index.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'

const toBen = { type: 'private', opponentId: 56 } as const

describe('send, over a real socket', () => {
  let sandbox: Sandbox
  let ann: Chat
  let ben: Chat

  const join = async (userId: number): Promise<Chat> => {
    const chat = frozen(chatAgainst(sandbox, { maxStanzaBytes: 4096 }))
    await firstValueFrom(chat.connection.connect({ userId, password: 'passw0rd-of-both' }))
    return chat
  }
  /** The bodies that user 21 put on the wire. */
  const written = (): readonly (string | undefined)[] =>
    sandbox
      .frames(21)
      .filter(({ direction, text }) => direction === 'in' && text.includes('<body>'))
      .map(({ text }) => /<body>(.*?)<\/body>/.exec(text)?.[1])

  beforeEach(async () => {
    const users = [21, 56].map((id) => ({ id, login: `u${String(id)}`, password: 'passw0rd-of-both' }))
    sandbox = await startSandbox({ users, frames: true })
    ann = await join(21)
    ben = await join(56)
  })
  afterEach(async () => {
    ann.destroy()
    ben.destroy()
    await sandbox.stop()
  })

  it('sends once for two subscriptions and for one after the end, and not at all for none', async () => {
    void ann.messages.send(toBen, { body: 'never' })
    const life$ = ann.messages.send(toBen, { body: 'once' })
    const ends = await lastValueFrom(forkJoin([life$.pipe(last()), life$.pipe(last())]))
    expect(ends.map(({ status }) => status)).toEqual(['sent', 'sent'])
    expect((await lastValueFrom(life$)).status).toBe('sent')
    expect(written()).toEqual(['once'])
  })

  it('delivers for a component that went away, and keeps the order of concatMap', async () => {
    const received = inbox(ben.messages.received$)
    await firstValueFrom(ann.messages.send(toBen, { body: 'zero' }).pipe(take(1)))
    const sends$ = from(['one', 'two', 'three']).pipe(
      concatMap((body) => ann.messages.send(toBen, { body }).pipe(last())),
    )
    await lastValueFrom(sends$.pipe(toArray()))
    await received.first(({ body }) => body === 'three')
    expect(received.all.map(({ body }) => body)).toEqual(['zero', 'one', 'two', 'three'])
  })

  it('fails once with the server’s reason, and never writes it again', async () => {
    const life$ = ann.messages.send({ type: 'group', dialogId: 'aaaaaaaaaaaaaaaaaaaaaaaa' }, { body: 'nowhere' })
    await expect(lastValueFrom(life$.pipe(retry(3)))).rejects.toMatchObject({ _tag: 'stanza', retryable: false })
    expect(written()).toEqual(['nowhere'])
  })

  it('refuses what is too large and what is wrong before anything is written', async () => {
    const large$ = ann.messages.send(toBen, { body: 'x'.repeat(5000) })
    await expect(lastValueFrom(large$)).rejects.toMatchObject({ _tag: 'size', detail: { limit: 4096 } })
    await expect(lastValueFrom(ann.messages.send(toBen, {}))).rejects.toMatchObject({ _tag: 'argument' })
    expect(written()).toEqual([])
  })

  it('does not say sent before the server acknowledged', async () => {
    sandbox.faults.dropAcks(true)
    const received = inbox(ben.messages.received$)
    const steps = inbox(ann.messages.send(toBen, { body: 'unconfirmed' }))
    await received.first()
    expect(steps.all.map(({ status }) => status)).toEqual(['queued', 'sending'])
    // The unanswered request ends the link; the next one brings the acknowledgement, and no second copy.
    sandbox.faults.dropAcks(false)
    sandbox.faults.cut(21)
    await steps.first(({ status }) => status === 'sent')
    expect(received.all).toHaveLength(1)
  })
})
