import type { Case } from './support/case.js'
import { interleave, type Turn } from './support/rounds.js'
import { startProcess } from './support/start-process.js'

const messages = 20_000
const listened = [1, 10, 100, 1000]

/** One message while the messages of so many dialogs are listened to. */
export const routing: Case = {
  about: `${messages.toLocaleString('en')} messages a round, in 1,000 dialogs.`,
  of: 'dialogs listened to',
  columns: [
    { heading: 'µs of CPU a message', figure: 'cpu' },
    { heading: 'ratio', figure: 'cpu', digits: 2, against: '1' },
  ],
  measure: async (rounds) => {
    const sites = await startProcess('routing-sites')
    const turns = listened.map((count): Turn => [String(count), () => sites.ask('receive', count, messages)])
    for (const count of listened) await sites.ask('open', count)
    const rows = await interleave(turns, rounds)
    await sites.stop()
    return rows
  },
}
