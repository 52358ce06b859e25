import { describe, expect, it } from '@jest/globals'
import { Subject } from 'rxjs'
import { createIncoming } from '../../lib/connection/incoming.js'
import type { MessageStanza, Stanza } from '../../lib/model/stanza.js'
import { watch } from './fixture.js'

const inner: MessageStanza = { kind: 'message', id: 'm', from: '21-10@chat.x/other', to: '22-10@chat.x', body: 'Hi' }
const carbon = (type: 'sent' | 'received', from: string | undefined): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  from,
  carbon: { type, message: inner },
})
const plain: MessageStanza = { kind: 'message', type: 'chat', id: 'm', from: '22-10@chat.x/r', body: 'Hi' }

const heard = (stanza: Stanza): { readonly incoming: readonly unknown[]; readonly problems: readonly string[] } => {
  const stanza$ = new Subject<Stanza>()
  const problems: string[] = []
  const incoming = watch(
    createIncoming({ stanza$, jid: () => '21-10@chat.x/r1', report: (problem) => problems.push(problem) }),
  )
  stanza$.next(stanza)
  return { incoming: incoming.values, problems }
}

describe('incoming messages', () => {
  it.each([
    ['a live one', plain, { stanza: plain, direction: 'incoming', origin: 'live' }],
    [
      'one that was kept',
      { ...plain, delayedAt: 5 },
      { stanza: { ...plain, delayedAt: 5 }, direction: 'incoming', origin: 'offline' },
    ],
    [
      'a room’s history',
      { ...plain, type: 'groupchat', delayedAt: 5 },
      { stanza: { ...plain, type: 'groupchat', delayedAt: 5 }, direction: 'incoming', origin: 'live' },
    ],
    [
      'a carbon of what we sent',
      carbon('sent', '21-10@chat.x'),
      { stanza: { ...inner, type: 'chat' }, direction: 'outgoing', origin: 'carbon' },
    ],
    [
      'a carbon of what we received',
      carbon('received', '21-10@chat.x'),
      { stanza: { ...inner, type: 'chat' }, direction: 'incoming', origin: 'carbon' },
    ],
    [
      'a carbon that the server leaves unsigned',
      carbon('sent', undefined),
      { stanza: { ...inner, type: 'chat' }, direction: 'outgoing', origin: 'carbon' },
    ],
  ])('%s is told', (_name, stanza, expected) => {
    expect(heard(stanza)).toEqual({ incoming: [expected], problems: [] })
  })

  it.each(['22-10@chat.x', '22-10@chat.x/r', '21-10@chat.x/other', '21-10@evil.x', 'chat.x', '21-10@chat.x.evil'])(
    'a carbon from %s is a forgery: passed over and reported, without its content',
    (from) => {
      const { incoming, problems } = heard(carbon('sent', from))
      expect(incoming).toEqual([])
      expect(problems).toHaveLength(1)
      expect(problems.join()).not.toContain('Hi')
    },
  )

  it('what is no message is none', () => {
    expect(heard({ kind: 'presence' })).toEqual({ incoming: [], problems: [] })
  })
})
