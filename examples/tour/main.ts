import { parseArgs } from 'node:util'
import { startSandbox } from '../../sandbox/src/index.js'
import { people, sandboxStage } from './sandbox-stage.js'
import { tour } from './tour.js'
import { createTranscript } from './transcript.js'
import { xmppStage } from './xmpp-stage.js'

const transcript = createTranscript((line) => {
  console.log(line)
})

const onSandbox = async (): Promise<void> => {
  const sandbox = await startSandbox({ users: people })
  try {
    console.log(`A sandbox runs at ${sandbox.api}`)
    await tour(await sandboxStage(sandbox, transcript), transcript, { rest: true })
  } finally {
    await sandbox.stop()
  }
}

/** `npm run tour`, or on a real server: `npm run tour -- --xmpp URL --users 101-1,102-1 [--password x] [--domain name]`. */
export const run = async (options: readonly string[]): Promise<void> => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...options],
    options: { xmpp: text, users: text, password: text, domain: text },
  })
  const { xmpp, users = '', password = 'x', domain = 'chat.localhost' } = values
  if (xmpp === undefined) {
    if (options.length > 0) throw new Error('--users, --password and --domain go with --xmpp URL.')
    await onSandbox()
  } else {
    const stage = await xmppStage({ url: xmpp, users: users.split(','), password, domain })
    await tour(stage, transcript, { rest: false })
  }
  console.log('\nEnd of the tour: every message arrived once and in order.')
}
