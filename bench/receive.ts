import { hold, settled, type Contestant } from './support/field.js'
import type { Figures } from './support/figures.js'
import type { Case } from './support/case.js'
import type { Process } from './support/start-process.js'

const messages = Number(process.env['BENCH_MESSAGES'] ?? 10_000)

const perMessage = (ms: number, cpu: number, more: Figures): Figures => ({
  rate: messages / (ms / 1000),
  cpu: (cpu / messages) * 1000,
  ...more,
})

const isFloor = ({ role }: Contestant): boolean => role.endsWith('floor')

const measureFloor = async (floor: Contestant): Promise<Figures> => {
  const { ms = 0, cpu = 0 } = await floor.ask('decode', messages)
  return perMessage(ms, cpu, { answers: 0, serverShare: 0 })
}

/** Until the app heard the last message and the server has the last answer. */
const measure = async (contestant: Contestant, server: Process): Promise<Figures> => {
  if (isFloor(contestant)) return measureFloor(contestant)
  const told = (): Promise<Figures> => server.ask('told', contestant.number)
  const before = await told()
  const receiving = contestant.ask('receive', messages)
  await server.ask('replay', contestant.number)
  const { from = 0, until = 0 } = await receiving
  const after = await settled(told, 'messages')
  const { heard = 0, cpu = 0 } = await contestant.ask('received')
  if (heard !== messages) throw new Error(`${String(heard)} of ${String(messages)} messages were heard`)
  const since = (figure: string): number => (after[figure] ?? 0) - (before[figure] ?? 0)
  const answers = since('messages')
  const ms = Math.max(until, answers > 0 ? (after['at'] ?? 0) : 0) - from
  return perMessage(ms, cpu, { answers, serverShare: since('cpu') / ms })
}

/** Incoming 1-1 and group messages, from the socket to the listener of the app. */
export const receive: Case = {
  about: `${messages.toLocaleString('en')} messages a round, 1-1 and group in turn, as ConnectyCube sends them, all markable; stream management on.`,
  of: 'client',
  columns: [
    { heading: 'messages a second', figure: 'rate', digits: 0 },
    { heading: 'connectycube = 1', figure: 'rate', digits: 2, against: 'connectycube' },
    { heading: 'decoding alone = 100', figure: 'rate', digits: 0, times: 100, against: 'decoding alone' },
    {
      heading: 'by stanza’s parts = 100',
      figure: 'rate',
      digits: 0,
      times: 100,
      against: 'decoding alone, by stanza’s parts',
    },
    { heading: 'µs of CPU a message', figure: 'cpu' },
    { heading: 'its answers', figure: 'answers', digits: 0 },
    { heading: 'the server, % of a core', figure: 'serverShare', digits: 0, times: 100 },
  ],
  chart: 'µs of CPU a message',
  measure: (rounds) =>
    hold(
      {
        roles: {
          'connectycube-rx': 'ours',
          'connectycube-rx, delivered: never': 'ours:quiet',
          connectycube: 'official:managed',
          stanza: 'stanza',
          'stanza, no answers': 'stanza:quiet',
          'strophe.js': 'strophe',
          '@xmpp/client': 'xmpp',
          'a socket alone': 'socket',
          'decoding alone': 'floor',
          'decoding alone, by stanza’s parts': 'stanza-floor',
        },
        enter: async (contestant) => {
          if (!isFloor(contestant)) await contestant.ask('connect')
        },
        beforeRound: (server) => server.ask('prepare', messages),
        measure,
      },
      rounds,
    ),
}
