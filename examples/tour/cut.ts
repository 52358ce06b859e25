import { filter, map, takeWhile, toArray } from 'rxjs'
import { insist, outcome } from './await.js'
import type { Person, Stage } from './stage.js'
import { elapsed, quoted, type Transcript } from './transcript.js'
import { arriving, sending, wayToReady } from './watch.js'

const opening = 'The engine'
const others = ['was cut off', 'in mid-sentence,', 'and every part', 'arrived once.']
const question = 'Ada, are you there?'
/** Sent last: a copy of anything before it would be in by then. */
const over = 'Over.'

/** All that is said while `ada` is cut, as the other one is to receive it. */
export const saidAround = { byAda: [opening, ...others, over], byBen: [question, over] }

const hear = (sender: Person, reader: Person): Promise<readonly (string | null)[]> =>
  outcome(
    `the last word of ${sender.name}`,
    arriving(sender, reader).pipe(
      map(({ body }) => body),
      takeWhile((body) => body !== over, true),
      toArray(),
    ),
  )

const say = (sender: Person, body: string): Promise<string> =>
  outcome(`the sending of ${quoted([body])}`, sending(sender, body))

/** The link is reset while the first words are on the wire; both go on to speak while it is down. */
const speak = async ({ ada, ben, cut }: Stage): Promise<string> => {
  const isDown = outcome('the loss', ada.chat.connection.state$.pipe(filter(({ type }) => type === 'forceClosed')))
  const first = say(ada, opening)
  cut()
  await isDown
  const [steps] = await Promise.all([first, ...others.map((body) => say(ada, body)), say(ben, question)])
  await Promise.all([say(ada, over), say(ben, over)])
  return steps
}

const check = (
  reader: Person,
  expected: readonly string[],
  got: readonly (string | null)[],
  { realtime }: Transcript,
): void => {
  realtime(`${reader.name} received ${quoted(got)}`)
  insist(got.join('|') === expected.join('|'), `${reader.name} was to receive ${quoted(expected)}, once and in order`)
}

export const cutAndResume = async (stage: Stage, transcript: Transcript): Promise<void> => {
  const { ada, ben } = stage
  const start = performance.now()
  const back = outcome('the way back', wayToReady(ada)).then((way) => `${way} ${elapsed(start)}`)
  const [way, byBen, byAda, steps] = await Promise.all([back, hear(ada, ben), hear(ben, ada), speak(stage)])
  transcript.realtime(`Ada says ${quoted([opening])} and is cut off`)
  transcript.realtime(`Ada: ${way}`)
  transcript.realtime(`the words that were on the wire: ${steps}`)
  check(ben, saidAround.byAda, byBen, transcript)
  check(ada, saidAround.byBen, byAda, transcript)
}
