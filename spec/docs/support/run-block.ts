import { inspect } from 'node:util'
import {
  catchError,
  concatMap,
  config,
  EMPTY,
  filter,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  scan,
  take,
  timeout,
} from 'rxjs'
import type { Observable } from 'rxjs'
import type { Page, WrittenBlock } from './blocks.js'
import { preambleOf } from './compile.js'
import { differences, listenToConsole } from './printed.js'
import { callsUnderWay, openChats, stopAll } from './stand-ins/surroundings.js'

interface Preamble {
  /** Gives the global names of one block. */
  readonly setUp: () => Promise<object>
}

const current = <T>(state$: Observable<T>): T | undefined => {
  let value: T | undefined
  state$.pipe(take(1)).subscribe((now) => (value = now))
  return value
}

const isQuiet = (): boolean =>
  callsUnderWay() === 0 &&
  openChats().every(({ connection, outbox }) => {
    const type = current(connection.state$)?.type ?? 'closed'
    const pending = current(outbox.pending$) ?? []
    return (
      ['idle', 'ready', 'closed', 'authenticationFailure'].includes(type) &&
      (type !== 'ready' || pending.every(({ status }) => status === 'failed'))
    )
  })

/** What timers print comes later. */
const printedAll = (code: string, printed: readonly string[]): Promise<unknown> =>
  firstValueFrom(
    interval(5).pipe(
      filter(() => differences(code, printed).length === 0),
      timeout({ first: 3000, with: () => [0] }),
    ),
  )

/** Nothing was under way for four looks: one thing may begin when another ends. */
const quiet = (): Promise<unknown> =>
  firstValueFrom(
    interval(5).pipe(
      scan((looks) => (isQuiet() ? looks + 1 : 0), 0),
      filter((looks) => looks === 4),
      timeout({ first: 3000, with: () => [0] }), // a block may leave its chat without a network
    ),
  )

/** A question to the server, answered after all that came before it. */
const allHeard = (): Promise<unknown> =>
  lastValueFrom(
    from([...openChats(), ...openChats()]).pipe(
      filter(({ connection }) => current(connection.state$)?.type === 'ready'),
      concatMap(({ privacy }) => privacy.names().pipe(catchError(() => EMPTY))),
    ),
    { defaultValue: undefined },
  )

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : typeof error === 'string' ? error : inspect(error)

/** Of the block that runs; those that come when its chats are destroyed are nobody's. */
let errors: unknown[] = []
config.onUnhandledError = (error) => errors.push(error)

/** Runs a block on a scene of its own, and what it started and did not wait for; an error that nobody took is the block's. */
export const runBlock = async (page: Page, { module, line, code }: WrittenBlock): Promise<void> => {
  const found: unknown[] = []
  const { setUp } = (await import(preambleOf(page))) as Preamble
  const globals = await setUp()
  Object.assign(globalThis, globals)
  errors = found
  const { printed, stop } = listenToConsole()
  try {
    await import(module)
    await quiet()
    await allHeard()
    await quiet()
    await printedAll(code, printed)
  } catch (error) {
    found.push(error)
  }
  found.push(...differences(code, printed))
  errors = []
  await stopAll()
  stop() // what is said when all ends is no concern of the page's
  for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name)
  if (found.length > 0) throw new Error(`${page.path}:${String(line)} ${found.map(reasonOf).join('; ')}`)
}
