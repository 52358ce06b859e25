import type { Case } from './support/case.js'
import { hold } from './support/field.js'

const lists = 100

/** The list of dialogs over REST, read and decoded. */
export const rest: Case = {
  about: `${String(lists)} lists of 100 dialogs a round, one after the other, over loopback.`,
  of: 'client',
  columns: [
    { heading: 'ms a list', figure: 'ms', digits: 2 },
    { heading: 'connectycube = 1', figure: 'ms', digits: 2, against: 'connectycube' },
    { heading: 'ms of CPU a list', figure: 'cpu', digits: 2 },
  ],
  measure: (rounds) =>
    hold(
      {
        roles: { 'connectycube-rx': 'ours', connectycube: 'official' },
        enter: (contestant) => contestant.ask('signIn'),
        measure: async ({ ask }) => {
          const { ms = 0, cpu = 0 } = await ask('list', lists)
          return { ms: ms / lists, cpu: cpu / lists }
        },
      },
      rounds,
    ),
}
