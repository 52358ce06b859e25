import { describe, expect, it } from '@jest/globals'
import type { UserActivity, WatchedActivity } from '../../lib/index.js'
import { marbles } from '../rx/marbles.js'
import { clock, linkGone, refusal, setUpActivity } from './set-up-activity.js'

const online = (userId: number): UserActivity => ({ userId, status: 'online' })
const offline = (userId: number, seconds: number, lastSeenAt = clock - seconds * 1000): UserActivity => ({
  ...{ userId, status: 'offline', seconds, lastSeenAt },
})
/** As `last` answers, `+` is granted. */
const seen = (seconds?: number) => (word: string) => (word.startsWith('last') ? { lastActivity: { seconds } } : {})

describe('activity.last', () => {
  const ask = (set: ReturnType<typeof setUpActivity>, userId = 56): readonly unknown[] => {
    const told: unknown[] = []
    set.activity.last(userId).subscribe({
      next: (value) => told.push(value),
      error: (error: unknown) => told.push(error),
      complete: () => told.push('complete'),
    })
    return told
  }

  it('is cold, and tells online from offline', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      void set.activity.last(56)
      expect(set.heard()).toEqual([])
      set.answer(seen(0))
      expect(ask(set)).toEqual([online(56), 'complete'])
      set.answer(seen(300))
      expect(ask(set)).toEqual([offline(56, 300), 'complete'])
      expect(set.heard()).toEqual(['last 56', 'last 56'])
    })
  })

  it('says never only of whom the server does not find', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      set.answer(() => refusal('item-not-found'))
      expect(ask(set)).toEqual([{ userId: 56, status: 'never' }, 'complete'])
      for (const condition of ['forbidden', 'subscription-required', 'service-unavailable']) {
        set.answer(() => refusal(condition))
        expect(ask(set)).toMatchObject([{ _tag: 'stanza', detail: { condition } }])
      }
    })
  })

  it('errs with an answer that says nothing, without a link, and with what is no user', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      expect(ask(set)).toMatchObject([{ _tag: 'link' }])
      set.up()
      set.answer(seen())
      expect(ask(set)).toMatchObject([{ _tag: 'decode' }])
      set.heard()
      expect(ask(set, 0)).toMatchObject([{ _tag: 'argument' }])
      expect(set.heard()).toEqual([])
    })
  })
})

describe('activity.changed$', () => {
  it('tells pushes of users, and ends with the chat', () => {
    marbles((_helpers, scheduler) => {
      const { activity, push, push$, end } = setUpActivity(scheduler)
      const told: unknown[] = []
      activity.changed$.subscribe({ next: (value) => told.push(value), complete: () => told.push('complete') })
      push(56, 0)
      push(57, 1)
      push$.next({ kind: 'iq', type: 'set', from: '56-1@elsewhere.example', lastActivity: { seconds: 0 } })
      push$.next({ kind: 'iq', type: 'set', from: '56-1@chat.localhost', lastActivity: {} })
      push$.next({ kind: 'iq', type: 'set', from: '56-1@chat.localhost', roster: { items: [] } })
      end()
      expect(told).toEqual([online(56), offline(57, 1), 'complete'])
    })
  })
})

describe('activity.watch', () => {
  const watch = (set: ReturnType<typeof setUpActivity>, userId = 56) => {
    const told: WatchedActivity[] = []
    const subscription = set.activity.watch(userId).subscribe((value) => told.push(value))
    return {
      told,
      stop: () => {
        subscription.unsubscribe()
      },
    }
  }
  const knows = (value: UserActivity): WatchedActivity => ({ value, error: null })
  const nothing: WatchedActivity = { value: null, error: null }

  it('subscribes at the server with the first subscriber, asks once, and unsubscribes with the last', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      set.answer(seen(0))
      void set.activity.watch(56)
      expect(set.heard()).toEqual([])
      const [one, other, third] = [watch(set), watch(set), watch(set, 57)]
      expect(set.heard()).toEqual(['+56', 'last 56', '+57', 'last 57'])
      expect([one.told, other.told]).toEqual([[nothing, knows(online(56))], [knows(online(56))]])
      one.stop()
      third.stop()
      expect(set.heard()).toEqual(['-57'])
      other.stop()
      expect(set.heard()).toEqual(['-56'])
      watch(set)
      expect(set.heard()).toEqual(['+56', 'last 56'])
    })
  })

  it('follows what the server pushes, of this user only', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      set.answer(seen(0))
      const { told } = watch(set)
      set.push(57, 1)
      set.push(56, 0)
      set.push(56, 1)
      set.push(56, 0)
      expect(told).toEqual([nothing, knows(online(56)), knows(offline(56, 1)), knows(online(56))])
    })
  })

  it('waits for a link, and does it all again in every new session but not in a resumed one', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      const { told, stop } = watch(set)
      expect([set.heard(), told]).toEqual([[], [nothing]])
      set.answer(seen(0))
      set.up()
      expect(set.heard()).toEqual(['+56', 'last 56'])
      set.down()
      set.up(true)
      expect(set.heard()).toEqual([])
      set.down()
      set.answer(() => 'silence')
      set.up()
      set.answer(seen(60))
      set.up()
      expect(set.heard()).toEqual(['+56', 'last 56', '+56', 'last 56'])
      expect(told).toEqual([nothing, knows(online(56)), knows(offline(56, 60))])
      set.down()
      stop()
      set.up()
      expect(set.heard()).toEqual([])
    })
  })

  it('keeps the last word beside an error, and forgets the error with the next word', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.answer(seen(0))
      set.up()
      const { told } = watch(set)
      set.answer(() => refusal('forbidden'))
      set.up()
      set.push(56, 0)
      const error = { tag: 'stanza', message: 'refused: forbidden' }
      expect(told).toEqual([nothing, knows(online(56)), { value: online(56), error }, knows(online(56))])
    })
  })

  it('goes by what it asks where the server does not tell by itself, and asks once a session', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      const answers = (seconds: number) => (word: string) =>
        word === '+56' ? refusal('service-unavailable') : seen(seconds)(word)
      set.answer(answers(0))
      set.up()
      const { told, stop } = watch(set)
      set.answer(answers(60))
      set.up()
      stop()
      expect(set.heard()).toEqual(['+56', 'last 56', '+56', 'last 56', '-56'])
      expect(told).toEqual([nothing, knows(online(56)), knows(offline(56, 60))])
    })
  })

  it('never errs: what is no user is told as an error, and nothing is asked', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      const { told } = watch(set, -1)
      expect(told).toMatchObject([nothing, { value: null, error: { tag: 'argument' } }])
      expect(set.heard()).toEqual([])
    })
  })

  it('takes no link for no error, and another silence for one', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.up()
      set.answer(() => linkGone())
      const { told } = watch(set)
      expect(told).toEqual([nothing])
    })
  })

  it('lets the seconds of who is offline grow once a minute, by one beat for all', () => {
    marbles(({ flush }, scheduler) => {
      const set = setUpActivity(scheduler)
      set.answer((word) => (word === 'last 58' ? { lastActivity: { seconds: 0 } } : seen(5)(word)))
      set.up()
      const watched = [watch(set), watch(set, 57), watch(set, 58)]
      expect(scheduler.actions).toHaveLength(1)
      scheduler.schedule(() => {
        const [one, other, third] = watched
        expect(one?.told.slice(1)).toEqual([5, 65, 125].map((seconds) => knows(offline(56, seconds, clock - 5000))))
        expect(other?.told).toHaveLength(4)
        expect(third?.told).toHaveLength(2)
        set.push(56, 0)
        set.push(57, 0)
        // The beat is over; what is left is the script's own.
        expect(scheduler.actions).toHaveLength(1)
        set.push(57, 1)
      }, 150_000)
      scheduler.schedule(() => {
        for (const { stop } of watched) stop()
        expect(scheduler.actions).toHaveLength(0)
      }, 400_000)
      flush()
      expect(watched[1]?.told.slice(-2)).toEqual([
        knows(offline(57, 181, clock + 149_000)),
        knows(offline(57, 241, clock + 149_000)),
      ])
    })
  })

  it('ends with the chat, whoever is offline', () => {
    marbles((_helpers, scheduler) => {
      const set = setUpActivity(scheduler)
      set.answer(seen(60))
      set.up()
      const ends: string[] = []
      set.activity.watch(56).subscribe({ complete: () => ends.push('complete') })
      set.end()
      expect(ends).toEqual(['complete'])
      expect(scheduler.actions).toHaveLength(0)
    })
  })
})
