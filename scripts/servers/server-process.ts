import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverDied } from './server-died.js'

export interface Launch {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly directory: string
  readonly env?: Readonly<Record<string, string>>
  /** Log files to quote when the process dies, beside `console.log`. */
  readonly logs: readonly string[]
}

export interface ServerProcess {
  readonly pid: number
  readonly assertAlive: () => void
  /** Resolves when `isUp` does with true; rejects with `ServerDied` when the process ends or `seconds` pass before. */
  until(isUp: () => Promise<boolean>, seconds: number): Promise<void>
  /** Ends the process, if it still runs, and waits until it is gone; its files stay. After SIGTERM it has 8 s. */
  readonly end: (signal?: EndSignal) => Promise<void>
  readonly stop: () => Promise<void>
}

export type EndSignal = 'SIGTERM' | 'SIGKILL'

/** A new directory for one server's configuration, data and logs. */
export function scratchDirectory(name: string, parent = tmpdir()): string {
  return mkdtempSync(join(parent, `connectycube-rx-${name}-`))
}

function tail(directory: string, logs: readonly string[]): string {
  const lines = ['console.log', ...logs].flatMap((log) => {
    try {
      return readFileSync(join(directory, log), 'utf8').trim().split('\n').slice(-8)
    } catch {
      return []
    }
  })
  return lines.filter((line) => line !== '').join('\n')
}

// Until its exit was seen, a child is not reaped and its pid cannot pass to another process: no need to look it up.
const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

async function endChild(child: ChildProcess, signal: EndSignal): Promise<void> {
  if (!isRunning(child)) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const deadline = setTimeout(() => child.kill('SIGKILL'), 8000)
  await gone
  clearTimeout(deadline)
}

/** Starts a server as a child of this process, which also takes it along when it exits itself. */
export async function launch({ name, command, args, directory, env, logs }: Launch): Promise<ServerProcess> {
  const log = openSync(join(directory, 'console.log'), 'a')
  const child = spawn(command, args, { cwd: directory, env: { ...process.env, ...env }, stdio: ['ignore', log, log] })
  closeSync(log)
  await once(child, 'spawn')
  const pid = child.pid
  if (pid === undefined) throw serverDied(name, 'did not start', '')
  child.unref() // a forgotten stop() must not keep the test runner from ending
  const takeAlong = (): void => void child.kill('SIGKILL')
  process.once('exit', takeAlong)

  const assertAlive = (): void => {
    if (isRunning(child)) return
    throw serverDied(name, `ended (exit ${String(child.exitCode ?? child.signalCode)})`, tail(directory, logs))
  }
  const end = async (signal: EndSignal = 'SIGTERM'): Promise<void> => {
    await endChild(child, signal)
    process.removeListener('exit', takeAlong)
  }
  const stop = async (): Promise<void> => {
    try {
      assertAlive()
    } finally {
      await end()
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  const until = async (isUp: () => Promise<boolean>, seconds: number): Promise<void> => {
    const deadline = Date.now() + seconds * 1000
    while (!(await isUp())) {
      assertAlive()
      if (Date.now() > deadline) {
        throw serverDied(name, `was not ready after ${String(seconds)} s`, tail(directory, logs))
      }
      await sleep(100)
    }
  }
  return { pid, assertAlive, until, end, stop }
}

/** `start()`, and when it fails the process is stopped before the error goes on. */
export async function orStop<T>(server: ServerProcess, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    await server.stop().catch(() => undefined) // the first error is the one to tell
    throw error
  }
}
