import type { Case } from './support/case.js'
import { interleave, type Turn } from './support/rounds.js'
import { startProcess } from './support/start-process.js'

/** Each in a process of its own; more would not tell more. */
const mostRounds = 3

const kept = (name: string, messages: number, ...counts: readonly number[]): Turn => [
  name,
  async () => {
    const sites = await startProcess('timeline-sites')
    const { site = 0 } = await sites.ask('open', ...counts)
    const figures = await sites.ask('keep', site, messages)
    await sites.stop()
    return figures
  },
]

/** What stays on the heap of the messages that came. */
export const memory: Case = {
  about: 'The growth of the heap after two collections.',
  of: 'what came',
  columns: [{ heading: 'KiB', figure: 'kept', digits: 0 }],
  measure: (rounds) =>
    interleave(
      [
        kept('100,000 messages of 100 dialogs, nothing shown', 100_000, 100, 0),
        kept('10,000 messages into a timeline', 10_000, 1, 100, 0),
        kept('50,000 messages into a timeline', 50_000, 1, 100, 0),
      ],
      Math.min(rounds, mostRounds),
    ),
}
