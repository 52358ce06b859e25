import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { filter, fromEvent, type Observable } from 'rxjs'

export type Told = Readonly<Record<string, unknown>>

/** A child process that runs the official SDK for one user. */
export interface OfficialClient {
  /** Calls the SDK: `chat.dialog.create` with its arguments; `start` and `upload` are the client's own. */
  readonly ask: (action: string, ...values: readonly unknown[]) => Promise<unknown>
  /** What the next event of that name tells, among those not taken yet. */
  readonly next: (event: string) => Promise<readonly unknown[]>
  /** All that it tells, as it comes. */
  readonly told$: Observable<Told>
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 10_000

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null

const beside = (): string => fileURLToPath(new URL('./official-client.mjs', import.meta.url))

export const startOfficialClient = (program = beside()): OfficialClient => {
  const child = fork(program)
  const told: Told[] = []
  const waiters = new Set<() => void>()
  let asked = 0
  child.on('message', (value) => {
    if (isTold(value)) told.push(value)
    for (const look of waiters) look()
  })
  const take = (what: string, matches: (value: Told) => boolean): Promise<Told> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(look)
        reject(new Error(`Waited in vain for ${what}; told: ${JSON.stringify(told)}`))
      }, PATIENCE_MS)
      const look = (): void => {
        const index = told.findIndex(matches)
        const found = index < 0 ? undefined : told.splice(index, 1)[0]
        if (found === undefined) return
        clearTimeout(timer)
        waiters.delete(look)
        resolve(found)
      }
      waiters.add(look)
      look()
    })
  return {
    ask: async (action, ...values) => {
      asked += 1
      const id = asked
      child.send({ id, action, values })
      const answer = await take(action, (value) => value['id'] === id)
      if (answer['error'] !== undefined) throw new Error(JSON.stringify(answer['error']))
      return answer['result']
    },
    next: async (event) => {
      const { values } = await take(event, (value) => value['event'] === event)
      const list: readonly unknown[] = Array.isArray(values) ? values : []
      return list
    },
    told$: fromEvent(child, 'message', (value: unknown) => value).pipe(filter(isTold)),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill()
      }),
  }
}
