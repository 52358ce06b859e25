import { describe, expect, it } from '@jest/globals'
import { asyncScheduler, Subject } from 'rxjs'
import { createIq } from '../../lib/connection/iq.js'
import type { Stanza } from '../../lib/model/stanza.js'
import { watch } from './fixture.js'

describe('a request', () => {
  it('errs when everything it listens to completes before the answer', () => {
    const stanza$ = new Subject<Stanza>()
    const lost$ = new Subject<void>()
    const request = createIq({
      stanza$,
      lost$,
      write: () => undefined,
      jid: () => '21-10@chat.x/r1',
      newId: () => 'id1',
      scheduler: asyncScheduler,
      deadline: 10_000,
    })
    const asked = watch(request({ type: 'get', ping: true }))
    stanza$.complete()
    expect(asked.settled()).toBe(false)
    lost$.complete()
    expect(asked.error()).toMatchObject({ _tag: 'closed', detail: { reason: 'destroyed' } })
  })
})
