import type { EpochMs } from '../model/ids.js'

const epoch = (text: string | null): EpochMs | undefined => {
  const at = text === null ? NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** `CB-Token-ExpirationDate`: `2023-09-15 15:43:31 UTC`, rewritten as ISO because not every engine reads that form. */
export const expirationOf = (headers: Headers): EpochMs | undefined => {
  const text = headers.get('CB-Token-ExpirationDate')
  return epoch(text === null ? null : text.trim().replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, '$1T$2Z'))
}

/** The `Date` header (RFC 9110 6.6.1). */
export const serverDateOf = (headers: Headers): EpochMs | undefined => epoch(headers.get('Date'))
