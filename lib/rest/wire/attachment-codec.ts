import { isRecord } from '../../model/is-record.js'
import type { Attachment, Json } from '../../model/message.js'
import { finite, membersOf, reader, toJson } from '../codecs.js'

const texts: readonly string[] = ['type', 'uid', 'id', 'url', 'name']

/** Known attributes become text (a blob id may be a number), `size` a number ("12.0" is 12), all others stay. */
const attribute = (value: unknown, name: string): Json | undefined => {
  if (name === 'size') return finite(value)
  if (!texts.includes(name)) return toJson(value)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

const attachment = (value: unknown): Attachment | undefined =>
  isRecord(value) ? { type: '', ...membersOf(value, attribute) } : undefined

/** An array, or the map `{"0": {…}}` of the documentation (protocol 4.6). */
export const attachments = reader('attachments', (value) =>
  typeof value === 'object' && value !== null ? Object.values(membersOf(value, attachment)) : undefined,
)
