import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { filter, firstValueFrom, ReplaySubject, scan, startWith, throwError, timeout } from 'rxjs'

/** A command in a terminal of its own. */
export interface Terminal {
  /** Types a line and Enter. */
  readonly type: (line: string) => void
  /** All that it said, once that is enough. */
  readonly said: (isEnough: (lines: readonly string[]) => boolean) => Promise<readonly string[]>
  /** Ctrl+C, and waits for the end. */
  readonly interrupt: () => Promise<void>
}

/** Opens one; with a group of processes of its own, which Ctrl+C reaches as a whole. */
export const openTerminal = (cwd: string, env: NodeJS.ProcessEnv, command: string): Terminal => {
  const line$ = new ReplaySubject<string>(Infinity)
  const child = spawn('sh', ['-c', command], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const all: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      all.push(line)
      line$.next(line)
    }
  })
  return {
    type: (line) => {
      child.stdin.write(`${line}\n`)
    },
    said: (isEnough) =>
      firstValueFrom(
        line$.pipe(
          scan((lines: readonly string[], line) => [...lines, line], []),
          startWith([]),
          filter(isEnough),
          timeout({
            first: 20_000,
            with: () => throwError(() => new Error(`\`${command}\` said no more than\n${all.join('\n')}`)),
          }),
        ),
      ),
    interrupt: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGINT')
      await ended
    },
  }
}
