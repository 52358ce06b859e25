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

const learnFromBody = (copy: Request | Response): void => {
  void copy.text().then(learnFromJson, () => undefined)
}

const { fetch } = globalThis
globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input.clone() : new Request(input, init)
  learnFromHeaders(request.headers)
  learnFromBody(request)
  const response = await fetch(input, init)
  learnFromBody(response.clone())
  return response
}

afterAll(() => {
  for (const each of undo) each()
})
