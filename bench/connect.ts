import { hold, type Contestant } from './support/field.js'
import type { Case } from './support/case.js'
import type { Process } from './support/start-process.js'

/** Who waits for seconds before it comes back need not be watched often. */
const mostRounds = 5

/** `NaN` for strophe.js, which does not come back. */
const cutToReady = async ({ ask, role, number }: Contestant, server: Process): Promise<number> => {
  if (role === 'strophe') return NaN
  const back = ask('back')
  const { at: cutAt = 0 } = await server.ask('cut', number)
  const { at = 0 } = await back
  return at - cutAt
}

/** From the call that connects to ready, and from a link that is cut to ready again. */
export const connect: Case = {
  about: 'One connection and one cut a round, over loopback, everybody at default settings.',
  of: 'client',
  columns: [
    { heading: 'ms to ready', figure: 'connect' },
    { heading: 'ms from a cut to ready', figure: 'cut', digits: 0 },
    { heading: 'connectycube = 1', figure: 'cut', digits: 3, against: 'connectycube' },
  ],
  chart: 'ms from a cut to ready',
  measure: (rounds) =>
    hold(
      {
        roles: {
          'connectycube-rx': 'ours',
          connectycube: 'official',
          stanza: 'stanza',
          'strophe.js': 'strophe',
          '@xmpp/client': 'xmpp',
        },
        measure: async (contestant, server) => {
          const { ms = 0 } = await contestant.ask('connect')
          const cut = await cutToReady(contestant, server)
          await contestant.ask('disconnect')
          return { connect: ms, cut }
        },
      },
      Math.min(rounds, mostRounds),
    ),
}
