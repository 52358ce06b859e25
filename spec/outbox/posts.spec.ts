import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createPosts } from '../../lib/outbox/posts.js'

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('add' as const), userId: fc.constantFrom(21, 22) }),
    fc.record({ type: fc.constant('refill' as const), userId: fc.constantFrom(21, 22), room: fc.nat(5) }),
    fc.record({ type: fc.constant('all' as const), userId: fc.constantFrom(21, 22) }),
    fc.record({ type: fc.constant('clear' as const), userId: fc.constantFrom(21, 22) }),
  ),
  { maxLength: 60 },
)

describe('posts', () => {
  it('become entries in their order, each once, as many as there is room for', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const entries: string[] = []
        const posts = createPosts({ add: (added) => entries.push(...added.map(({ id }) => id)) }, () => 1)
        const lines = new Map<number, string[]>()
        const expected: string[] = []
        for (const [at, step] of taken.entries()) {
          const { userId, type } = step
          const line = lines.get(userId) ?? []
          lines.set(userId, line)
          if (type === 'add') {
            const id = `m${String(at)}`
            line.push(id)
            posts.add({ id, userId, kind: 'delivered', stanza: { kind: 'message', type: 'chat', id, to: '1-1@x' } })
          } else if (type === 'clear') {
            line.length = 0
            posts.clear(userId)
          } else {
            const due = line.splice(0, type === 'all' ? Infinity : step.room)
            expected.push(...due)
            expect(posts.refill(userId, type === 'all' ? Infinity : step.room)).toBe(due.length > 0)
          }
          expect(entries).toEqual(expected)
        }
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
