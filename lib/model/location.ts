import type { Attachment, Json } from './message.js'

/** An attachment that says where, in degrees. */
export const locationAttachment = (place: { readonly lat: number; readonly lng: number }): Attachment => ({
  type: 'location',
  data: JSON.stringify({ lat: place.lat, lng: place.lng }),
})

const parsed = (read: () => string): Readonly<Record<string, Json>> | undefined => {
  try {
    const found: unknown = JSON.parse(read())
    return isRecord(found) ? found : undefined
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an attachment says of a place, as JSON, percent-encoded by some SDKs, or an object; `undefined` if nothing. */
export const locationOf = ({ data }: Attachment): Readonly<Record<string, Json>> | undefined => {
  if (typeof data !== 'string') return isRecord(data) ? data : undefined
  return parsed(() => data) ?? parsed(() => decodeURIComponent(data))
}
