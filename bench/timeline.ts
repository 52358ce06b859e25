import type { Case } from './support/case.js'
import { interleave, type Turn } from './support/rounds.js'
import { startProcess } from './support/start-process.js'

const [messages, pages] = [5000, 4]

/** A dialog to which no messages go. */
const quiet = 5000

/** Dialogs in the list, messages in the history of each, and whose timeline is shown; none: nothing is. */
const shown: readonly (readonly [name: string, ...counts: number[]])[] = [
  ['a message, nothing shown', 1000, 0],
  ['a message, 1 dialog in the list', 1, 100, quiet],
  ['a message, 100 dialogs', 100, 100, quiet],
  ['a message, 1,000 dialogs', 1000, 100, quiet],
  ['a message of the timeline, 100 before it', 1, 100, 0],
  ['a message of the timeline, 10,000 before it', 1, 10_000, 0],
]

/** One message and one page while the views of `chat.live` are shown. */
export const timeline: Case = {
  about: `${messages.toLocaleString('en')} messages and ${String(pages)} pages a round.`,
  of: 'what comes, while the list, the unread count and a timeline are shown',
  columns: [{ heading: 'µs of CPU', figure: 'cpu', digits: 0 }],
  measure: async (rounds) => {
    const sites = await startProcess('timeline-sites')
    const turns: Turn[] = []
    for (const [name, ...counts] of shown) {
      const { site = 0 } = await sites.ask('open', ...counts)
      turns.push([name, () => sites.ask('receive', site, messages)])
    }
    const { site = 0 } = await sites.ask('open', 1, 10_000)
    turns.push(['a page of 100 older messages', () => sites.ask('pages', site, pages)])
    const rows = await interleave(turns, rounds)
    await sites.stop()
    return rows
  },
}
