import { argumentError } from '../errors/argument-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Attachment, Json } from '../model/message.js'
import { checkDialog } from '../xmpp/check-dialog.js'
import { isElementName } from '../xmpp/extra-params.js'
import { protocolKeys } from './message-codec.js'

/** What an app says when it sends. A body, an attachment or a param has to be there. */
export interface MessageDraft {
  readonly body?: string
  readonly attachments?: readonly Attachment[]
  /** Custom fields; keys have to be XML names, since they travel as elements. */
  readonly params?: Readonly<Record<string, Json>>
  /** Kept in the history of the dialog. Default true. */
  readonly saveToHistory?: boolean
  /** Asks the receivers for delivered and read statuses. Default true. */
  readonly markable?: boolean
  /** No push notification for those who are offline. Default false. */
  readonly silent?: boolean
}

/** A list or a record; by their tags, since a record of another frame has another prototype. */
const isPlain = (value: unknown): value is object =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'

/** The path of the first value JSON cannot say, which would get lost or lose the whole message: not every app is type-checked. */
const unsayable = (value: unknown, path: string, around: readonly unknown[] = []): string | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return undefined
  if (!isPlain(value) || around.includes(value)) return path
  for (const [key, inner] of Object.entries(value)) {
    const found = unsayable(inner, `${path}.${key}`, [...around, value])
    if (found !== undefined) return found
  }
  return undefined
}

const checkSayable = (value: unknown, name: string): void => {
  const found = unsayable(value, name)
  if (found !== undefined)
    throw argumentError(
      found,
      'a value JSON can say: no undefined, NaN, Infinity, Date, Map, function, symbol, bigint or cycle',
    )
}

const isRecord = (value: unknown): boolean => isPlain(value) && !Array.isArray(value)

/** Not every app is type-checked: what is no draft at all is told as well as what is wrong in one. */
const checkShape = (draft: unknown, name: string, is: (value: unknown) => boolean, expected: string): void => {
  if (!is(draft)) throw argumentError(name, expected)
}

/** Throws `ChatError` ('argument') for what could not be sent. */
export const checkDraft = (dialog: DialogRef, draft: MessageDraft): void => {
  checkDialog(dialog)
  checkShape(draft, 'draft', isRecord, 'an object')
  const { body = '', attachments = [], params = {} } = draft
  checkShape(body, 'draft.body', (value) => typeof value === 'string', 'a text')
  checkShape(params, 'draft.params', isRecord, 'an object')
  checkShape(
    attachments,
    'draft.attachments',
    (value) => Array.isArray(value) && value.every(isRecord),
    'a list of objects',
  )
  const keys = Object.keys(params)
  if (body === '' && attachments.length === 0 && keys.length === 0) {
    throw argumentError('draft', 'a body that is not empty, an attachment or a param')
  }
  for (const key of keys) {
    if (protocolKeys.has(key))
      throw argumentError(`draft.params.${key}`, 'another key: this one belongs to the protocol')
    if (!isElementName(key))
      throw argumentError(`draft.params.${key}`, 'an XML name as key: a letter or _, then letters, digits, . - _')
    checkSayable(params[key], `draft.params.${key}`)
  }
  attachments.forEach((attachment, index) => {
    for (const [key, value] of Object.entries(attachment)) {
      if (value !== undefined) checkSayable(value, `draft.attachments.${String(index)}.${key}`)
    }
  })
}
