import type { Attachment, Json } from '../../model/message.js'
import { jsonRecord, number, reader } from '../codecs.js'

const idAttributes = ['type', 'uid', 'id', 'url', 'name'] as const

/** Known attributes become text (a blob id may be a number), `size` a number ("12.0" is 12), all others stay. */
const attachment = (value: unknown): Attachment | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const all = jsonRecord(value)
  const texts = idAttributes.flatMap((key): readonly (readonly [string, Json])[] => {
    const found = all[key]
    return typeof found === 'string' || typeof found === 'number' ? [[key, String(found)]] : []
  })
  const size = number.decode(all['size'])
  const others = Object.entries(all).filter(([key]) => !['type', 'uid', 'id', 'url', 'name', 'size'].includes(key))
  const sizes = size._tag === 'Right' ? { size: size.right } : {}
  return { type: '', ...Object.fromEntries([...others, ...texts]), ...sizes }
}

/** An array, or the map `{"0": {…}}` of the documentation (protocol 4.6). */
export const attachments = reader('attachments', (value) => {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.values(value).flatMap((item: unknown) => attachment(item) ?? [])
})
