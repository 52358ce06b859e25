import { ChatError, type ChatErrorDetails } from '../errors/chat-error.js'
import { isRecord } from '../model/is-record.js'
import { membersOf } from './codecs.js'
import type { Answer, Answered } from './endpoint.js'
import { decodeError } from './decode.js'

/** An answer that was read to its end. */
export interface RawAnswer extends Pick<Answered, 'query' | 'expiresAt' | 'report'> {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: string
  /** What must not appear in an error about this exchange. */
  readonly secrets: readonly string[]
}

const isHtml = (body: string): boolean => body.trimStart().startsWith('<')

type ErrorBody = Pick<ChatErrorDetails['http'], 'messages' | 'fields'>

const longestText = 300

const saidBy = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return isHtml(body) ? undefined : body.trim()
  }
}

/**
 * Every error body of protocol 1.9 in one shape; one that says nothing readable gives the message `HTTP {status}`. The
 * server may quote a request: its `secrets` are blotted out.
 */
export const readErrorBody = (status: number, text: string, secrets: readonly string[] = []): ErrorBody => {
  const blotted = (item: string): string =>
    secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), item).slice(0, longestText)
  const texts = (value: unknown): readonly string[] | undefined => {
    const found = [value].flat().filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    return found.length === 0 ? undefined : found.map(blotted)
  }
  const body = saidBy(text)
  const { errors, message, error }: Readonly<Record<string, unknown>> = isRecord(body) ? body : { message: body }
  const fields = isRecord(errors) ? membersOf(errors, texts) : {}
  const named = Object.entries(fields).flatMap(([field, found]) =>
    found.map((each) => (field === 'base' ? each : `${field} ${each}`)),
  )
  const messages = isRecord(errors) ? named : (texts(errors) ?? texts(message) ?? texts(error) ?? [])
  return { messages: messages.length > 0 ? messages : [`HTTP ${String(status)}`], fields }
}

const isRetryable = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** An answer outside 2xx as an error. */
export const httpError = (raw: Omit<RawAnswer, keyof Answered>): ChatError<'http'> => {
  const { method, path, status, body, secrets } = raw
  const told = readErrorBody(status, body, secrets)
  const page = isHtml(body) ? ' (an HTML page: a proxy answered, not the API)' : ''
  const advice = isRetryable(status) ? '. Try again later' : ''
  return new ChatError(
    'http',
    `${method} ${path} answered HTTP ${String(status)}${page}: ${told.messages.join('; ')}${advice}`,
    { status, method, path, ...told },
    { retryable: isRetryable(status) },
  )
}

const jsonOf = ({ body }: RawAnswer, where: string): unknown => {
  const noJson = (found: string, advice = 'Check that the base URL is the one of the ConnectyCube API'): ChatError =>
    decodeError(where, [`(body): expected JSON, got ${found}`], advice)
  if (body.trim() === '') throw noJson('an empty body')
  if (isHtml(body)) throw noJson('an HTML page')
  try {
    return JSON.parse(body)
  } catch {
    throw noJson('malformed JSON', 'The answer was cut off or is no API answer')
  }
}

/** The output of an answer, or throws the `ChatError` that says what was wrong with it. */
export const readAnswer = <Output>(answer: Answer<Output>, raw: RawAnswer): Output => {
  if (raw.status < 200 || raw.status > 299) throw httpError(raw)
  const where = `${raw.method} ${raw.path}`
  return answer({ ...raw, where, json: () => jsonOf(raw, where) })
}
