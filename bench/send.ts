import type { Case } from './support/case.js'
import { hold } from './support/field.js'

const [alone, together, width] = [200, 5000, 100]

/** From the call that sends a message to the word that the server has it. */
export const send: Case = {
  about: `${String(alone)} messages a round one after the other, then ${together.toLocaleString('en')} with ${String(width)} on their way at a time.`,
  of: 'client',
  columns: [
    { heading: 'µs until sent, one at a time', figure: 'latency', digits: 0 },
    { heading: 'messages a second', figure: 'rate', digits: 0 },
    { heading: 'connectycube = 1', figure: 'rate', digits: 2, against: 'connectycube' },
    { heading: 'µs of CPU a message', figure: 'cpu' },
  ],
  chart: 'messages a second',
  measure: (rounds) =>
    hold(
      {
        roles: {
          'connectycube-rx': 'ours',
          'connectycube-rx, with a storage': 'ours:kept',
          connectycube: 'official:managed',
          stanza: 'stanza',
        },
        enter: (contestant) => contestant.ask('connect'),
        measure: async ({ ask }) => {
          const one = await ask('send', alone, 1)
          const { ms = 0, cpu = 0 } = await ask('send', together, width)
          const latency = ((one['ms'] ?? 0) / alone) * 1000
          return { latency, rate: together / (ms / 1000), cpu: (cpu / together) * 1000 }
        },
      },
      rounds,
    ),
}
