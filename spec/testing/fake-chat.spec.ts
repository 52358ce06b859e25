import { describe, expect, it } from '@jest/globals'
import { BehaviorSubject, NEVER, of, Subject, type Observable } from 'rxjs'
import { defineSystemMessage, type ReceivedMessage, type Timeline } from '../../lib/index.js'
import { fakeChat } from '../../lib/testing.js'

const dialog = { type: 'private', opponentId: 56 } as const

const told = (source$: Observable<unknown>): unknown[] => {
  const list: unknown[] = []
  source$.subscribe({
    next: (value) => list.push(value),
    error: (error: unknown) => list.push(error),
    complete: () => list.push('|'),
  })
  return list
}
const named = (method: string) =>
  expect.objectContaining({ _tag: 'config', message: `fakeChat: ${method} was called and is not given` })

describe('a fake chat', () => {
  it('tells what it is given, and nothing of its own', () => {
    const received$ = new Subject<ReceivedMessage>()
    const chat = fakeChat({ messages: { received$ } })
    expect(chat.messages.received$).toBe(received$)
    expect(told(chat.messages.statusChanged$)).toEqual([])
  })

  it('has the first values of a chat that is offline', () => {
    const chat = fakeChat()
    expect(told(chat.connection.state$)).toEqual([{ type: 'idle' }])
    expect(told(chat.session.current$)).toEqual([null])
    expect(told(chat.outbox.pending$)).toEqual([[]])
    expect(told(chat.typing.in(dialog))).toEqual([[]])
    expect(told(chat.contacts.list$)).toEqual([[]])
  })

  it('shows the view it is given', () => {
    const view: Timeline = { items: [], hasOlder: true, gaps: [], loading: true, error: null }
    const view$ = new BehaviorSubject(view)
    const chat = fakeChat({ live: { timeline: () => view$ } })
    const shown = told(chat.live.timeline(dialog))
    view$.next({ ...view, loading: false })
    expect(shown).toEqual([view, { ...view, loading: false }])
    expect(chat.calls).toEqual([{ method: 'live.timeline', args: [dialog] }])
  })

  it('does not fail where a chat would not', () => {
    const chat = fakeChat()
    const said = [
      chat.live.dialogs(),
      chat.messages.in(dialog),
      chat.reactions.watch('1'),
      chat.messages.changesIn(dialog),
    ]
    for (const source$ of said) expect(told(source$)).not.toContainEqual(expect.any(Error))
  })

  it('counts a method when it is executed, not when it is called', () => {
    const chat = fakeChat({ messages: { markRead: () => NEVER } })
    const marked$ = chat.messages.markRead(dialog)
    expect(chat.calls).toEqual([])
    marked$.subscribe()
    marked$.subscribe()
    expect(chat.calls).toEqual([
      { method: 'messages.markRead', args: [dialog] },
      { method: 'messages.markRead', args: [dialog] },
    ])
  })

  it('fails by name for a method that is not given, one of a kind of system message too', () => {
    const chat = fakeChat({ messages: { markRead: () => NEVER } })
    expect(told(chat.messages.send(dialog, { body: 'hi' }))).toEqual([named('messages.send')])
    expect(told(chat.search('hello'))).toEqual([named('search')])
    const call = defineSystemMessage<unknown>('call', {
      decode: (data) => ({ _tag: 'Right', right: data }),
      encode: () => ({}),
    })
    expect(told(chat.systemMessages.of(call).send(56, {}))).toEqual([named('systemMessages.of.send')])
    expect(chat.calls.map(({ method }) => method)).toEqual([
      ...['messages.send', 'search', 'systemMessages.of', 'systemMessages.of.send'],
    ])
  })

  it('does what is no Observable', () => {
    const chat = fakeChat({ session: { current$: of(null) } })
    const states = told(chat.connection.state$)
    chat.connection.retryNow()
    chat.destroy()
    expect(states.at(-1)).toBe('|')
    expect(chat.calls.map(({ method }) => method)).toEqual(['connection.retryNow', 'destroy'])
  })
})
