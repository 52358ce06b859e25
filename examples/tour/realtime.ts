import { filter } from 'rxjs'
import { outcome, outcomeOf } from './await.js'
import type { Person, Stage } from './stage.js'
import { elapsed, quoted, type Transcript } from './transcript.js'
import { arriving, sending, wayToReady } from './watch.js'

export const connect = async ({ ada, ben }: Stage, { realtime }: Transcript): Promise<void> => {
  for (const person of [ada, ben]) {
    const start = performance.now()
    const [way] = await Promise.all([
      outcome(`the connection of ${person.name}`, wayToReady(person)),
      outcome(`the connection of ${person.name}`, person.connect()),
    ])
    realtime(`${person.name}: ${way} ${elapsed(start)}`)
  }
}

const sendAndRead = async (sender: Person, reader: Person, body: string, { realtime }: Transcript): Promise<void> => {
  const start = performance.now()
  const { statusChanged$, watch } = sender.chat.messages
  const delivered$ = statusChanged$.pipe(filter(({ status }) => status === 'delivered'))
  const [message, way] = await Promise.all([
    outcome(`the arrival of ${quoted([body])}`, arriving(sender, reader)),
    outcome(`the delivered status of ${quoted([body])}`, delivered$).then(() => elapsed(start)),
    outcome(`the sending of ${quoted([body])}`, sending(sender, body)),
  ]).then(([arrival, delivered, steps]) => [arrival, `${steps} → delivered ${delivered}`] as const)
  realtime(`${sender.name} sends ${quoted([body])}: ${way}`)
  realtime(`${reader.name} receives ${quoted([message.body])}, ${message.origin}, id ${message.id}`)
  const read$ = watch(message.id).pipe(filter(({ status }) => status === 'read'))
  await outcomeOf(`the read status of ${quoted([body])}`, read$, reader.chat.messages.markRead(message))
  realtime(`${reader.name} reads it, ${sender.name} is told: read`)
}

export const talk = async ({ ada, ben }: Stage, transcript: Transcript): Promise<void> => {
  await sendAndRead(ada, ben, 'Good morning, Ben.', transcript)
  await sendAndRead(ben, ada, 'Good morning, Ada. How is the engine?', transcript)
}

export const type = async ({ ada, ben }: Stage, { realtime }: Transcript): Promise<void> => {
  const { changed$ } = ben.chat.typing
  const { start, stop } = ada.chat.typing
  const started = await outcomeOf('typing', changed$, start(ada.dialog))
  realtime(`Ada starts to type, Ben is told: ${started.typing ? 'typing' : 'not typing'}`)
  const stopped = await outcomeOf('the end of typing', changed$, stop(ada.dialog))
  realtime(`Ada stops, Ben is told: ${stopped.typing ? 'typing' : 'not typing'}`)
}
