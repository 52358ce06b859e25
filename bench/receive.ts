import { settled, startField, type Contestant, type Field } from './support/field.js'
import type { Figures } from './support/figures.js'
import type { Case } from './support/result.js'
import { interleave } from './support/rounds.js'

const messages = Number(process.env['BENCH_MESSAGES'] ?? 20_000)

/** By the names of their rows. The official SDK answers every message, ours and stanza the markable ones, all here. */
const roles = {
  'connectycube-rx': 'ours',
  'connectycube-rx, delivered: never': 'ours:quiet',
  connectycube: 'official:managed',
  stanza: 'stanza',
  'stanza, no answers': 'stanza:quiet',
  '@xmpp/client': 'xmpp',
  'strophe.js': 'strophe',
  'a socket that does nothing': 'socket',
  floor: 'floor',
}

const measure = async ({ server }: Field, contestant: Contestant): Promise<Figures> => {
  const { number } = contestant
  const before = await server.ask('told', number)
  const received = contestant.ask('receive', messages)
  await server.ask('replay', number)
  const { from = 0, until = 0 } = await received
  const after = await settled(() => server.ask('told', number), 'messages')
  const { heard = 0, cpu = 0 } = await contestant.ask('received')
  if (heard !== messages) throw new Error(`${String(heard)} of ${String(messages)} messages were heard`)
  const answers = (after['messages'] ?? 0) - (before['messages'] ?? 0)
  const ms = Math.max(until, answers > 0 ? (after['at'] ?? 0) : 0) - from
  const share = ((after['cpu'] ?? 0) - (before['cpu'] ?? 0)) / ms
  return { rate: messages / (ms / 1000), cpu: (cpu / messages) * 1000, answers, server: share }
}

const measureFloor = async (floor: Contestant): Promise<Figures> => {
  const { from = 0, until = 0, cpu = 0 } = await floor.ask('receive', messages)
  return { rate: messages / ((until - from) / 1000), cpu: (cpu / messages) * 1000, answers: 0, server: 0 }
}

/** Incoming 1-1 and group messages, from the socket to the listener of the app. */
export const receive: Case = async (rounds) => {
  const field = await startField(roles)
  try {
    const measured = [...field.contestants].map(([name, contestant]): readonly [string, () => Promise<Figures>] => [
      name,
      () => (name === 'floor' ? measureFloor(contestant) : measure(field, contestant)),
    ])
    for (const [name, contestant] of field.contestants) if (name !== 'floor') await contestant.ask('connect')
    const rows = await interleave(Object.fromEntries(measured), rounds, () => field.server.ask('prepare', messages))
    return { about: `${String(messages)} messages a round, 1-1 and group in turn, of 480 bytes, all markable`, rows }
  } finally {
    await field.stop()
  }
}
