import { parseJson } from './parse-json.js'

/** Every error body of protocol 1.9 in one shape. */
export interface ErrorBody {
  readonly messages: readonly string[]
  readonly fields: Readonly<Record<string, readonly string[]>>
}

const longestText = 300

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    .map((item) => item.slice(0, longestText))

const byField = (errors: Readonly<Record<string, unknown>>): ErrorBody => {
  const entries = Object.entries(errors).map(([field, value]) => [field, texts(value)] as const)
  return {
    messages: entries.flatMap(([field, found]) => found.map((text) => (field === 'base' ? text : `${field} ${text}`))),
    fields: Object.fromEntries(entries.filter(([, found]) => found.length > 0)),
  }
}

const read = (body: unknown): ErrorBody => {
  if (!isRecord(body)) return { messages: typeof body === 'string' ? texts(body) : [], fields: {} }
  if (isRecord(body['errors'])) return byField(body['errors'])
  const found = ['errors', 'message', 'error'].map((key) => texts(body[key])).find((list) => list.length > 0)
  return { messages: found ?? [], fields: {} }
}

const parsed = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return text.trim().startsWith('<') ? undefined : text.trim()
  }
}

/** Reads the body of an answer outside 2xx; a body that says nothing readable gives the message `HTTP {status}`. */
export const readErrorBody = (status: number, text: string): ErrorBody => {
  const body = read(parsed(text))
  return body.messages.length > 0 ? body : { ...body, messages: [`HTTP ${String(status)}`] }
}
