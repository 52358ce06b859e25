import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'

/**
 * Runs one tier: `run-tier.mjs RESULTS MINUTES GRACE_SECONDS COMMAND…`, where the command ends by writing jest's results.
 * Ends with 0 when the command did; when it ran out of time, with 1.
 * Node can lock up for good between its last line of JavaScript and its end (nodejs/node#54918), rarely, and on any load.
 * A command that says no more after green results is that, and is ended and passed; one that left a handle open is told
 * by jest to have done so, and fails.
 */
const [results = '', minutes, grace, command = '', ...options] = process.argv.slice(2)

const isGreen = () => {
  try {
    return JSON.parse(readFileSync(results, 'utf8')).success === true
  } catch {
    return false
  }
}

const child = spawn(command, options, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
let leftOpen = false
for (const [from, to] of [
  [child.stdout, process.stdout],
  [child.stderr, process.stderr],
]) {
  from.pipe(to)
  from.setEncoding('utf8').on('data', (text) => {
    leftOpen ||= text.includes('Jest did not exit')
  })
}
const ended = new Promise((done) => {
  child.on('error', (error) => {
    console.error(error.message)
    done(1)
  })
  child.on('exit', (code) => done(code ?? 1))
})
const closed = new Promise((done) => child.on('close', done))

/** The whole group, with what the command has started. */
const kill = () => {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    kill()
    process.exit(1)
  })
}

const outOfTime = Date.now() + Number(minutes) * 60_000
let greenSince
let code
while (code === undefined) {
  code = await Promise.race([ended, after(250)])
  if (code !== undefined) break
  if (isGreen()) greenSince ??= Date.now()
  const stuck = greenSince !== undefined && Date.now() - greenSince > Number(grace) * 1000
  if (!stuck && Date.now() < outOfTime) continue
  kill()
  code = stuck && !leftOpen ? 0 : 1
  console.log(stuck ? `ended ${grace} s after its green results` : `ended after ${minutes} min`)
}
// The last words may come after the end; whoever holds the pipe open for longer is not waited for.
await Promise.race([closed, after(1000, undefined, { ref: false })])
child.stdout.destroy()
child.stderr.destroy()
process.exitCode = code
