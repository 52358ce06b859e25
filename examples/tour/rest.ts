import { map } from 'rxjs'
import type { HistoryMessage } from '../../lib/index.js'
import { saidAround } from './cut.js'
import { insist, outcome, outcomeOf } from './await.js'
import type { Person, Stage } from './stage.js'
import { elapsed, quoted, type Transcript } from './transcript.js'

export const group = async ({ ada, ben }: Stage, { rest }: Transcript): Promise<void> => {
  const creation$ = ada.chat.dialogs.create({ type: 'group', name: 'Engine room', occupantIds: [ben.userId] })
  const dialog = await outcome('the group dialog', creation$)
  rest(
    `Ada opens the group ${quoted([dialog.name])} for ${String(dialog.occupantIds.length)} people, id ${dialog.dialogId}`,
  )
  const start = performance.now()
  const sent$ = ada.chat.messages.send(dialog, { body: 'Welcome, everybody.' })
  const message = await outcomeOf('the group message', ben.chat.messages.in(dialog), sent$)
  rest(`Ben receives ${quoted([message.body])} in the group ${elapsed(start)}`)
}

const statusOf = ({ deliveredIds, readIds }: HistoryMessage, opponentId: number): string =>
  readIds.includes(opponentId) ? 'read' : deliveredIds.includes(opponentId) ? 'delivered' : 'sent'

const line = (message: HistoryMessage, reader: Person, opponent: Person): string =>
  message.direction === 'outgoing'
    ? `${reader.name}: ${quoted([message.body])} ${statusOf(message, opponent.userId)}`
    : `${opponent.name}: ${quoted([message.body])}`

export const history = async ({ ada, ben }: Stage, { rest }: Transcript): Promise<void> => {
  const page$ = ada.chat.messages.history(ada.dialog, { sort: 'oldest-first' })
  const items = await outcome('the history', page$.pipe(map((page) => page.items)))
  for (const message of items) rest(line(message, ada, ben))
  const own = items.filter(({ senderId }) => senderId === ada.userId).map(({ body }) => body ?? '')
  const around = own.slice(-saidAround.byAda.length)
  insist(around.join('|') === saidAround.byAda.join('|'), 'the history was to hold every word once and in order')
}
