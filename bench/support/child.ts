// A process of the bench: the server, a bare loop, or one party; does what it is asked for until it is left.
import { commandsOf } from './commands-of.js'
import type { Commands, Figures } from './figures.js'
import { loadParty } from './party.js'

const [role = '', port = '', number = ''] = process.argv.slice(2)
const [name = '', setting = ''] = role.split(':')

const programs: Readonly<Record<string, () => Promise<{ readonly commands: Commands }>>> = {
  server: () => import('./server.js'),
  floor: () => import('./floor.js'),
  'stanza-floor': () => import('./stanza-floor.js'),
  'routing-sites': () => import('./routing-sites.js'),
  'timeline-sites': () => import('./timeline-sites.js'),
}

interface Question {
  readonly id: number
  readonly command: string
  readonly args: readonly number[]
}
interface Answer {
  readonly id: number
  readonly figures?: Figures
  readonly error?: string
}
const tell = (answer: Answer): void => {
  process.send?.(answer)
}
const perform = async (commands: Commands, { id, command, args }: Question): Promise<void> => {
  try {
    const run = commands[command]
    if (run === undefined) throw new Error(`no command called ${command}`)
    tell({ id, figures: await run(...args) })
  } catch (error) {
    tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

const program = await programs[name]?.()
const commands = program?.commands ?? commandsOf(await loadParty(name, setting, port, number))
process.on('disconnect', () => process.exit())
process.on('message', (question: Question) => {
  void perform(commands, question)
})
tell({ id: 0, figures: {} })
