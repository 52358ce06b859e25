import { describe, expect, it } from '@jest/globals'
import { Subject } from 'rxjs'
import { marbles } from '../rx/marbles.js'
import { refusal, setUpActivity } from './set-up-activity.js'

const unknownThere = ['service-unavailable', 'feature-not-implemented']

/** A page that is seen, until it says otherwise. */
const page = () => {
  const visible$ = new Subject<boolean>()
  return {
    visible$,
    see: (visible: boolean) => {
      visible$.next(visible)
    },
  }
}

describe('whether the user looks', () => {
  it('is told when the page is hidden and seen again, and not while it is seen from the start', () => {
    marbles((_helpers, scheduler) => {
      const { visible$, see } = page()
      const { up, heard } = setUpActivity(scheduler, { visible$ })
      up()
      see(true)
      expect(heard()).toEqual([])
      see(false)
      see(false)
      expect(heard()).toEqual(['mobile inactive'])
      see(true)
      expect(heard()).toEqual(['mobile active'])
    })
  })

  it('is told by mark alone with `manual`, which listens to no page', () => {
    marbles((_helpers, scheduler) => {
      const { visible$, see } = page()
      const { activity, up, heard } = setUpActivity(scheduler, { visible$, activity: 'manual' })
      up()
      see(false)
      expect([heard(), visible$.observed]).toEqual([[], false])
      const inactive$ = activity.markInactive()
      expect(heard()).toEqual([])
      const ends: string[] = []
      inactive$.subscribe({ next: () => ends.push('next'), complete: () => ends.push('complete') })
      expect([heard(), ends]).toEqual([['mobile inactive'], ['next', 'complete']])
    })
  })

  it('touches the page only when it is online', () => {
    marbles((_helpers, scheduler) => {
      const { visible$ } = page()
      const { up } = setUpActivity(scheduler, { visible$ })
      expect(visible$.observed).toBe(false)
      up()
      expect(visible$.observed).toBe(true)
    })
  })

  it('is told anew in a new session, not in a resumed one', () => {
    marbles((_helpers, scheduler) => {
      const { activity, up, down, heard } = setUpActivity(scheduler)
      activity.markInactive().subscribe()
      expect(heard()).toEqual([])
      up()
      expect(heard()).toEqual(['mobile inactive'])
      down()
      up(true)
      expect(heard()).toEqual([])
      down()
      up()
      expect(heard()).toEqual(['mobile inactive'])
      activity.markActive().subscribe()
      down()
      up()
      expect(heard()).toEqual(['mobile active'])
    })
  })

  it('is told after a resumption when it changed while the link was away', () => {
    marbles((_helpers, scheduler) => {
      const { visible$, see } = page()
      const { up, down, heard } = setUpActivity(scheduler, { visible$ })
      up()
      see(false)
      down()
      see(true)
      expect(heard()).toEqual(['mobile inactive'])
      up(true)
      expect(heard()).toEqual(['mobile active'])
    })
  })

  it.each(unknownThere)(
    'goes by XEP-0352 where the server answers %s, and asks again in the next session',
    (condition) => {
      marbles((_helpers, scheduler) => {
        const { activity, up, down, heard, answer } = setUpActivity(scheduler)
        const ends: string[] = []
        answer(() => refusal(condition))
        up()
        activity.markInactive().subscribe({ complete: () => ends.push('complete') })
        expect([heard(), ends]).toEqual([['mobile inactive', 'csi inactive'], ['complete']])
        activity.markActive().subscribe()
        activity.markInactive().subscribe()
        expect(heard()).toEqual(['csi active', 'csi inactive'])
        // Forgotten at every resumption.
        down()
        up(true)
        expect(heard()).toEqual(['csi inactive'])
        down()
        up()
        expect(heard()).toEqual(['mobile inactive', 'csi inactive'])
      })
    },
  )

  it('errs with any other refusal, and reports one nobody asked for', () => {
    marbles((_helpers, scheduler) => {
      const { visible$, see } = page()
      const { activity, up, reports, answer, heard } = setUpActivity(scheduler, { visible$ })
      const errors: unknown[] = []
      answer(() => refusal('not-allowed'))
      up()
      activity.markInactive().subscribe({ error: (error: unknown) => errors.push(error) })
      expect(errors).toMatchObject([{ _tag: 'stanza', detail: { condition: 'not-allowed' } }])
      see(false)
      see(true)
      see(false)
      expect(reports).toEqual(Array(2).fill('the server would not be told whether the page is seen'))
      expect(heard()).toEqual(['mobile inactive', 'mobile active', 'mobile inactive'])
    })
  })

  it('completes when the session is lost before the answer: the next one is told', () => {
    marbles((_helpers, scheduler) => {
      const { activity, up, answer, heard } = setUpActivity(scheduler)
      const ends: string[] = []
      answer(() => 'silence')
      up()
      activity.markInactive().subscribe({ error: () => ends.push('error'), complete: () => ends.push('complete') })
      expect(ends).toEqual([])
      up()
      expect([heard(), ends]).toEqual([['mobile inactive', 'mobile inactive'], ['complete']])
    })
  })

  it('does without a page that errs', () => {
    marbles((_helpers, scheduler) => {
      const { visible$ } = page()
      const { activity, up, heard } = setUpActivity(scheduler, { visible$ })
      up()
      visible$.error(new Error('of the app'))
      activity.markInactive().subscribe()
      expect(heard()).toEqual(['mobile inactive'])
    })
  })
})
