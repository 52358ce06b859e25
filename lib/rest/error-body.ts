import { isRecord } from '../model/is-record.js'
import { membersOf } from './codecs.js'
import { redact } from './redact.js'

/** Every error body of protocol 1.9 in one shape. */
export interface ErrorBody {
  readonly messages: readonly string[]
  readonly fields: Readonly<Record<string, readonly string[]>>
}

const longestText = 300

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim().startsWith('<') ? undefined : text.trim()
  }
}

/**
 * Reads the body of an answer outside 2xx; a body that says nothing readable gives the message `HTTP {status}`. The
 * server may quote a request: its `secrets` are blotted out.
 */
export const readErrorBody = (status: number, text: string, secrets: readonly string[] = []): ErrorBody => {
  const texts = (value: unknown): readonly string[] | undefined => {
    const found = [value].flat().filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    return found.length === 0 ? undefined : found.map((item) => redact(item, secrets).slice(0, longestText))
  }
  const body = parsed(text)
  const { errors, message, error }: Readonly<Record<string, unknown>> = isRecord(body) ? body : { message: body }
  const fields = isRecord(errors) ? membersOf(errors, texts) : {}
  const named = Object.entries(fields).flatMap(([field, found]) =>
    found.map((each) => (field === 'base' ? each : `${field} ${each}`)),
  )
  const messages = isRecord(errors) ? named : (texts(errors) ?? texts(message) ?? texts(error) ?? [])
  return { messages: messages.length > 0 ? messages : [`HTTP ${String(status)}`], fields }
}
