import { WebSocket } from 'ws'
import { createChat } from '../../lib/index.js'
import type { Sandbox, SandboxUser } from '../../sandbox/src/index.js'
import { outcome } from './await.js'
import type { Person, Stage } from './stage.js'
import { elapsed, type Transcript } from './transcript.js'

/** The two people the sandbox of these examples knows. */
export const people = [
  { id: 101, login: 'ada', password: 'analytical', fullName: 'Ada' },
  { id: 102, login: 'ben', password: 'difference', fullName: 'Ben' },
] as const satisfies readonly SandboxUser[]

const signIn = async (
  sandbox: Sandbox,
  user: (typeof people)[number],
  otherId: number,
  { rest }: Transcript,
): Promise<Person> => {
  const { api, websocket, chat: domain, appId, authKey } = sandbox
  const chat = createChat({
    application: { id: appId, authKey },
    endpoints: { api, websocket, chat: domain },
    platform: { WebSocket },
  })
  const name = user.fullName
  const start = performance.now()
  const { userId } = await outcome(
    `the sign-in of ${name}`,
    chat.session.create({ login: user.login, password: user.password }),
  )
  rest(`${name} signs in as user ${String(userId)} ${elapsed(start)}`)
  const dialog = await outcome('the dialog', chat.dialogs.create({ type: 'private', occupantIds: [otherId] }))
  rest(`${name} opens the dialog with ${dialog.name ?? 'the other'}, id ${dialog.dialogId}`)
  return { name, userId: user.id, chat, dialog, connect: () => chat.connection.connect() }
}

/** Two people signed in with a sandbox, by REST. */
export const sandboxStage = async (sandbox: Sandbox, transcript: Transcript): Promise<Stage> => {
  const [first, second] = people
  transcript.heading('Two people sign in and open a dialog')
  const ada = await signIn(sandbox, first, second.id, transcript)
  const ben = await signIn(sandbox, second, first.id, transcript)
  return {
    ada,
    ben,
    cut: () => {
      sandbox.faults.cut(ada.userId)
    },
    stop: () => Promise.resolve(),
  }
}
