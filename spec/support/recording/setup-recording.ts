import { afterAll, expect } from '@jest/globals'
import { WebSocket } from 'ws'
import { learnFromFrame, learnFromHeaders, learnFromJson, record, startRecording, stopRecording } from './recorder.js'

/**
 * Runs before every spec file of every tier: what is written to the terminal goes to `.cache/logs` too, beside every
 * `ChatError` and issue (`recorded-*.ts`), and so do the secrets that go over the wire, for `scripts/find-secrets.mjs`.
 */
const [, name = 'unknown'] = /\/spec\/(.*)\.spec\.ts$/.exec(expect.getState().testPath ?? '') ?? []
startRecording(name.replaceAll('/', '-'))

const undo: (() => void)[] = [stopRecording]

/** Calls `before` with the arguments, then the method itself. */
const spy = <K extends string>(
  target: Record<K, (...parameters: never[]) => unknown>,
  method: K,
  before: (...parameters: readonly unknown[]) => void,
): void => {
  const original = target[method]
  Reflect.set(target, method, function (this: unknown, ...parameters: readonly unknown[]): unknown {
    before(...parameters)
    const result: unknown = Reflect.apply(original, this, parameters)
    return result
  })
  undo.unshift(() => Reflect.set(target, method, original))
}

for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) spy(console, method, record)
for (const stream of [process.stdout, process.stderr]) spy(stream, 'write', record)
spy(WebSocket.prototype, 'send', learnFromFrame)

/** Only of JSON: a copy of an upload would be read, and change how it is sent. */
const learnFromBody = (message: Request | Response): void => {
  if (message.headers.get('Content-Type')?.includes('json') !== true) return
  void message
    .clone()
    .text()
    .then(learnFromJson, () => undefined)
}

const { fetch } = globalThis
globalThis.fetch = async (input, init) => {
  learnFromHeaders(new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined)))
  if (typeof init?.body === 'string') learnFromJson(init.body)
  else if (input instanceof Request) learnFromBody(input)
  const response = await fetch(input, init)
  learnFromBody(response)
  return response
}

afterAll(() => {
  for (const each of undo) each()
})
