import { describe, expect, it } from '@jest/globals'
import { defer, NEVER, of, throwError, type Observable } from 'rxjs'
import { chatUrls } from '../../lib/connection/chat-urls.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import { linkLost } from '../../lib/stream/stream-errors.js'
import { marbles } from '../rx/marbles.js'

const first = ['wss://one.x/', 'wss://two.x/']
const second = ['wss://three.x/']
const none = linkLost('endpoints.websocket gave no addresses')
const wrong = new ChatError('config', 'no URLs', { issues: [] })
const read = (urls: readonly string[]): readonly string[] => {
  if (urls.length === 0) throw wrong
  return urls
}

describe('addresses of the chat server', () => {
  it('that are given stay as they are', () => {
    marbles(({ expectObservable }, scheduler) => {
      expectObservable(chatUrls(first, read, scheduler)).toBe('(a|)', { a: first })
    })
  })

  it('of a function are asked anew by every attempt, of all that it gives the first', () => {
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const answers: Observable<readonly string[]>[] = [cold('a-b', { a: first, b: second }), of(second)]
      const urls$ = chatUrls(() => answers.shift() ?? NEVER, read, scheduler)
      expect(answers).toHaveLength(2)
      expectObservable(urls$).toBe('(a|)', { a: first })
      flush()
      expectObservable(urls$).toBe('(b|)', { b: second })
    })
  })

  it.each<readonly [string, () => Observable<readonly string[]>, string, ChatError]>([
    ['errs', () => throwError(() => new Error('secret')), '#', none],
    [
      'throws',
      () => {
        throw new Error('secret')
      },
      '#',
      none,
    ],
    ['says nothing', () => NEVER, '30s #', none],
    ['gives what is no list of URLs', () => of([]), '#', wrong],
  ])(
    'of a function that %s at first are none, in a retryable error without its words, or in its own',
    (_how, give, marble, error) => {
      marbles(({ expectObservable }, scheduler) => {
        expectObservable(chatUrls(give, read, scheduler)).toBe(marble, {}, error)
      })
    },
  )

  it.each<readonly [string, () => Observable<readonly string[]>, string]>([
    ['errs', () => throwError(() => new Error('down')), '(a|)'],
    ['says nothing for 3 s', () => NEVER, '3s (a|)'],
    ['gives what is no list of URLs', () => of([]), '(a|)'],
  ])('of a function that %s later are those it gave before', (_how, give, marble) => {
    marbles(({ expectObservable, flush }, scheduler) => {
      const answers = [() => of(first), give]
      const urls$ = chatUrls(() => defer(answers.shift() ?? give), read, scheduler)
      expectObservable(urls$).toBe('(a|)', { a: first })
      flush()
      expectObservable(urls$).toBe(marble, { a: first })
    })
  })
})
