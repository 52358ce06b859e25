import { describe, expect, it } from '@jest/globals'
import { asyncScheduler, defer, firstValueFrom, of, throwError, type Observable } from 'rxjs'
import { createEndpoints } from '../../lib/connection/endpoints.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import { linkLost, stoodStill } from '../../lib/stream/stream-errors.js'
import type { StreamEvent } from '../../lib/stream/stream-event.js'
import { marbles } from '../rx/marbles.js'

const link = {
  jid: 'a@b/c',
  resumed: false,
  contiguous: false,
  write: () => undefined,
  probe: () => undefined,
  setClientState: () => undefined,
  close: () => undefined,
}
const events: Record<string, StreamEvent> = { a: { type: 'authenticated' }, u: { type: 'up', link } }
const lost = linkLost('gone')
const stay$ = of<StreamEvent>({ type: 'up', link })
const refer = (seeOtherUri: string): Observable<StreamEvent> =>
  throwError(() => linkLost('the server closed the stream', { byServer: true, seeOtherUri }))
const urls = ['wss://one.x/', 'wss://two.x/', 'wss://three.x/']

describe('endpoints', () => {
  it('tries the next at once when no stream comes up, and only then', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const streams = {
        [urls[0] ?? '']: cold('-a-#', events, lost),
        [urls[1] ?? '']: cold('--a-u--#', events, lost),
        [urls[2] ?? '']: cold('-', events),
      }
      const opened$ = createEndpoints(of(urls), scheduler)((url) => streams[url] ?? cold('#', events))
      expectObservable(opened$).toBe('-a---a-u--#', events, lost)
      expectSubscriptions(streams[urls[0] ?? '']?.subscriptions ?? []).toBe(['^--!'])
      expectSubscriptions(streams[urls[1] ?? '']?.subscriptions ?? []).toBe(['---^------!'])
      expectSubscriptions(streams[urls[2] ?? '']?.subscriptions ?? []).toBe([])
    })
  })

  it('errs like the last when none comes up, each tried once', () => {
    const opened: string[] = []
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const attempt$ = createEndpoints(
        of(urls),
        scheduler,
      )((url) => {
        opened.push(url)
        return cold('-#', events, url === urls[2] ? linkLost('the last') : lost)
      })
      expectObservable(attempt$).toBe('---#', events, linkLost('the last'))
      flush()
      expect(opened).toEqual(urls)
    })
  })

  it('goes on after 5 s where an address says nothing, but never leaves the last one for that', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const [first$, second$, third$] = [cold('-', events), cold('-', events), cold('6s u', events)]
      const streams = [first$, second$, third$]
      const opened$ = createEndpoints(of(urls), scheduler)((url) => streams[urls.indexOf(url)] ?? stay$)
      expectObservable(opened$, '20s !').toBe('16s u', events)
      expectSubscriptions(first$.subscriptions).toBe('^ 4999ms !')
      expectSubscriptions(second$.subscriptions).toBe('5s ^ 4999ms !')
      expectSubscriptions(third$.subscriptions).toBe('10s ^ 9999ms !')
    })
  })

  describe('tells that a session is', () => {
    /** Addresses in the order in which they are visited in the second attempt, `+` where the session is known to be. */
    const second = (answers: readonly string[], given: readonly (readonly string[])[] = [urls, urls]) => {
      const opened: string[] = []
      let attempts = 0
      marbles(({ cold, expectObservable, flush }, scheduler) => {
        const urls$ = defer(() => of(given[attempts++] ?? []))
        let visits = 0
        const attempt$ = createEndpoints(
          urls$,
          scheduler,
        )((url, home) => {
          if (attempts === 1) return url === urls[0] ? cold('u#', events, lost) : cold('#', events, lost)
          opened.push(`${url}${home ? ' +' : ''}`)
          const answer = answers[visits++] ?? 'u'
          return answer === 'unanswered' ? cold('a#', events, stoodStill('resuming')) : cold(answer, events, lost)
        })
        expectObservable(attempt$).toBe('u#', events, lost)
        flush()
        expectObservable(attempt$, '30s !')
        flush()
      })
      return opened
    }
    const [one = '', two = '', three = ''] = urls

    it('where it was begun, and nowhere else', () => {
      expect(second(['u'])).toEqual([`${one} +`])
      expect(second(['#', '-', 'u'])).toEqual([`${one} +`, two, three])
    })

    it('nowhere where its own address is no longer named', () => {
      expect(second(['u'], [urls, [two, three]])).toEqual([two])
    })

    it('not resumed where nothing answers that, and visits the same address for a new one', () => {
      expect(second(['unanswered', 'u'])).toEqual([`${one} +`, `${one} +`])
      expect(second(['#', 'unanswered', 'u'])).toEqual([`${one} +`, two, two])
    })
  })

  it('keeps to the one that worked', () => {
    const opened: string[] = []
    marbles(({ cold, flush, expectObservable }, scheduler) => {
      const attempt = createEndpoints(of(urls), scheduler)
      const open = (url: string): Observable<StreamEvent> => {
        opened.push(url)
        return url === urls[1] ? cold('u#', events, lost) : cold('#', events, lost)
      }
      const attempt$ = attempt(open)
      expectObservable(attempt$).toBe('u#', events, lost)
      flush()
      expectObservable(attempt$).toBe('-u#', events, lost)
      flush()
      expect(opened).toEqual([urls[0], urls[1], urls[1]])
    })
  })

  it('does not try others for what no other address changes', () => {
    const fatal = new ChatError('authentication', 'no', { reason: 'not-authorized' })
    const opened: string[] = []
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const attempt$ = createEndpoints(
        of(urls),
        scheduler,
      )((url) => {
        opened.push(url)
        return cold('-#', events, fatal)
      })
      expectObservable(attempt$).toBe('-#', events, fatal)
      flush()
      expect(opened).toEqual([urls[0]])
    })
  })

  it('leaves everything when it is unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const second$ = cold('---u', events)
      const attempt$ = createEndpoints(
        of(urls),
        scheduler,
      )((url) => (url === urls[1] ? second$ : cold('-#', events, lost)))
      expectObservable(attempt$, '--!').toBe('-', events)
      expectSubscriptions(second$.subscriptions).toBe('-^!')
    })
  })

  describe('goes where a server refers to', () => {
    const visited = async (from: string, ...referrals: readonly string[]): Promise<readonly string[]> => {
      const opened: string[] = []
      let next = 0
      const open = (url: string): Observable<StreamEvent> => {
        opened.push(url)
        const other = referrals[next++]
        return other === undefined ? stay$ : refer(other)
      }
      await firstValueFrom(createEndpoints(of([from]), asyncScheduler)(open)).catch(() => undefined)
      return opened
    }
    const secure = 'wss://one.x/'
    it.each([
      ['another address', secure, ['wss://other.x/'], [secure, 'wss://other.x/']],
      [
        'three in a row, no more',
        secure,
        ['wss://a/', 'wss://b/', 'wss://c/', 'wss://d/'],
        [secure, 'wss://a/', 'wss://b/', 'wss://c/'],
      ],
      ['nothing less secure', secure, ['ws://one.x/'], [secure]],
      ['nothing plain elsewhere', 'ws://localhost:1/', ['ws://other.x/'], ['ws://localhost:1/']],
      [
        'plain on the same host',
        'ws://localhost:1/',
        ['ws://localhost:2/'],
        ['ws://localhost:1/', 'ws://localhost:2/'],
      ],
      ['from plain to secure', 'ws://localhost:1/', ['wss://other.x/'], ['ws://localhost:1/', 'wss://other.x/']],
      ['nothing that is no URL', secure, ['other.x'], [secure]],
      ['nothing of another protocol', secure, ['https://other.x/'], [secure]],
    ])('%s', async (_name, from, referrals, expected) => {
      expect(await visited(from, ...referrals)).toEqual(expected)
    })
  })
})
