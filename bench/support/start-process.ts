import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Figures } from './figures.js'

export interface Process {
  readonly ask: (command: string, ...args: readonly number[]) => Promise<Figures>
  readonly stop: () => Promise<unknown>
}

interface Answer {
  readonly id: number
  readonly figures?: Figures
  readonly error?: string
}
const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && 'id' in value

const program = fileURLToPath(new URL('child.mjs', import.meta.url))

/** ms for one question: a message that is lost must not make it wait for ever. */
const patience = 120_000

/** Which role is profiled, and where its profile goes. */
const profiled = process.env['BENCH_CPU_PROF']
const profiles = ['--cpu-prof', '--cpu-prof-dir=.cache/cpu-prof']

/** Starts a process of the bench, with the settings of production; resolves when it can be asked. */
export const startProcess = async (role: string, ...args: readonly number[]): Promise<Process> => {
  const child = fork(program, [role, ...args.map(String)], {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: ['--expose-gc', ...(profiled === role ? profiles : [])],
  })
  const waiting = new Map<number, { done: (figures: Figures) => void; failed: (error: Error) => void }>()
  let asked = 0
  const answered = (id: number): Promise<Figures> =>
    new Promise((done, failed) => {
      waiting.set(id, { done, failed })
      setTimeout(() => failed(new Error(`${role} did not answer`)), patience).unref()
    })
  const exited = new Promise((done) => child.once('exit', done))
  child.on('message', (value) => {
    if (!isAnswer(value)) return
    const { id, figures, error } = value
    if (figures !== undefined) waiting.get(id)?.done(figures)
    else waiting.get(id)?.failed(new Error(`${role}: ${error ?? 'failed'}`))
    waiting.delete(id)
  })
  child.once('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`${role} ended with ${String(code)}`))
  })
  await answered(0)
  return {
    ask: (command, ...given) => {
      const id = ++asked
      child.send({ id, command, args: given })
      return answered(id)
    },
    stop: () => {
      if (child.connected) child.disconnect()
      return exited
    },
  }
}
