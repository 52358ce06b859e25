import { describe, expect, it } from '@jest/globals'
import type { ConnectionDeps } from '../../lib/connection/create-connection.js'
import { ann, bob, watch, withConnection } from './fixture.js'

const sessionOfSeven: Partial<ConnectionDeps> = {
  sessionUser: () => ({ userId: 7, source: { userId: 7, password: 'token' } }),
}

describe('the owner of what is sent', () => {
  it('is whom connect was given, before a session’s user', () => {
    withConnection(({ connection }) => {
      expect(connection.owner()).toBe(7)
      watch(connection.connect(ann))
      expect(connection.link()).toBeNull()
      expect(connection.owner()).toBe(21)
    }, sessionOfSeven)
  })

  it('does not change with credentials that are refused before anything is tried', () => {
    withConnection(({ connection }) => {
      watch(connection.connect(ann))
      const refused = watch(connection.connect({ userId: 99, password: '' }))
      expect(refused.error()).toMatchObject({ _tag: 'argument' })
      expect(connection.owner()).toBe(21)
      expect(watch(connection.connect()).error()).toMatchObject({ _tag: 'session' })
      expect(connection.owner()).toBe(21)
    })
  })

  it('is the session’s user again after disconnect', () => {
    withConnection(({ connection, at }) => {
      watch(connection.connect(ann))
      at(100, () => {
        expect(connection.owner()).toBe(21)
        watch(connection.disconnect())
        expect(connection.owner()).toBe(7)
      })
    }, sessionOfSeven)
  })

  it('is the last user where nobody else is known, and the next one’s as soon as that is wished', () => {
    withConnection(({ connection, at }) => {
      expect(connection.owner()).toBeUndefined()
      watch(connection.connect(ann))
      at(100, () => {
        watch(connection.disconnect())
        expect(connection.owner()).toBe(21)
        watch(connection.connect(bob))
        expect(connection.owner()).toBe(22)
      })
    })
  })
})
