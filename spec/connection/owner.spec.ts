import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, throwError } from 'rxjs'
import type { Connection } from '../../lib/connection/create-connection.js'
import { createOwner } from '../../lib/connection/owner.js'
import { ChatError } from '../../lib/errors/chat-error.js'

const connection = (
  over: Partial<Connection> = {},
): Pick<Connection, 'connect' | 'disconnect' | 'link' | 'userId'> => ({
  connect: () => NEVER,
  disconnect: () => of(undefined),
  link: () => null,
  userId: () => undefined,
  ...over,
})

describe('the owner of what is sent', () => {
  it('is whom connect was given, before a session’s user', () => {
    const owner = createOwner(connection(), () => 7)
    expect(owner.userId()).toBe(7)
    owner.connect({ userId: 5, password: 'x' }).subscribe()
    expect(owner.userId()).toBe(5)
  })

  it('does not change with credentials that are refused before anything is tried', () => {
    const refusal = new ChatError('argument', 'no', { name: 'credentials', expected: 'others' })
    const connect: Connection['connect'] = (credentials) =>
      typeof credentials === 'object' && credentials.password === '' ? throwError(() => refusal) : NEVER
    const owner = createOwner(connection({ connect }), () => undefined)
    owner.connect({ userId: 5, password: 'x' }).subscribe()
    owner.connect({ userId: 99, password: '' }).subscribe({ error: () => undefined })
    expect(owner.userId()).toBe(5)
  })

  it('is the session’s user again after disconnect', () => {
    const owner = createOwner(connection({ connect: () => EMPTY }), () => 7)
    owner.connect({ userId: 5, password: 'x' }).subscribe()
    owner.disconnect().subscribe()
    expect(owner.userId()).toBe(7)
  })
})
