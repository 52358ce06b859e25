import { describe, expect, it } from '@jest/globals'
import { defer, finalize, merge, type Observable, type Subscription } from 'rxjs'
import type { DialogRef } from '../lib/index.js'
import { createConcerns } from '../lib/create-concerns.js'
import { createDelivery } from '../lib/create-delivery.js'
import { withContacts } from '../lib/contacts/with-contacts.js'
import { createGround } from '../lib/create-ground.js'
import { composeRest } from '../lib/create-rest.js'
import { createFakeNetwork } from './stream/fake-socket.js'

const counted = <T>(source$: Observable<T>) => {
  let [all, open] = [0, 0]
  const counted$ = defer(() => {
    all++
    open++
    return source$.pipe(finalize(() => open--))
  })
  return { counted$, all: () => all, open: () => open }
}

describe('createConcerns', () => {
  it('subscribes to the stream once, however many listen to whatever many concerns, and lets go of it', () => {
    const ground = createGround({
      application: { id: 10, authKey: 'none' },
      platform: { WebSocket: createFakeNetwork({}).WebSocket },
    })
    const { settings, platform } = ground
    const rest = composeRest({ settings, platform, report: () => undefined })
    const delivery = createDelivery(ground, rest, { isHeard: () => true, read: () => undefined, entered: () => [] })
    const stanzas = counted(delivery.connection.stanza$)
    const connection = { ...delivery.connection, stanza$: stanzas.counted$ }
    const features = { contacts: withContacts }
    const { concerns, background$ } = createConcerns(ground, rest, { ...delivery, connection }, features)
    const { messages, typing, reactions, rooms, activity, contacts, privacy, systemMessages, dialogs } = concerns
    if (contacts === undefined) throw new Error('the contacts were handed over')
    expect(stanzas.all()).toBe(0)

    const listen = (source$: Observable<unknown>): Subscription =>
      source$.subscribe({
        error: (error: unknown) => {
          throw error
        },
      })
    const background = listen(background$)
    const listeners = Array.from({ length: 100 }, (_, at) => {
      const dialog: DialogRef = { type: 'private', opponentId: at + 1 }
      return listen(
        merge(
          ...[messages.received$, messages.in(dialog), messages.editedOrDeleted$, messages.statusChanged$],
          ...[messages.failed$, typing.changed$, typing.in(dialog), reactions.changed$, rooms.changed$],
          ...[activity.changed$, contacts.list$, contacts.presence$, contacts.requests$, contacts.changed$],
          ...[privacy.blocked$, privacy.changed$, systemMessages.received$, dialogs.changed$],
        ),
      )
    })
    expect([stanzas.all(), stanzas.open()]).toEqual([1, 1])

    for (const one of [...listeners, background]) one.unsubscribe()
    expect(stanzas.open()).toBe(0)
  })
})
