import type { EpochMs } from '../model/ids.js'

const epoch = (text: string | null): EpochMs | undefined => {
  const at = text === null ? NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** The `Date` header (RFC 9110 6.6.1). */
export const serverDateOf = (headers: Headers): EpochMs | undefined => epoch(headers.get('Date'))

/**
 * `CB-Token-ExpirationDate` by our clock: `2023-09-15 15:43:31 UTC`, rewritten as ISO because not every engine reads that
 * form, and told by the server's clock, which may be hours off ours. An end that is over says that it is, and nothing else.
 */
export const expirationOf = (headers: Headers, now: EpochMs): EpochMs | undefined => {
  const text = headers.get('CB-Token-ExpirationDate')?.trim() ?? null
  const at = epoch(text?.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, '$1T$2Z') ?? null)
  const ours = at === undefined ? now : at + now - (serverDateOf(headers) ?? now)
  return ours > now ? ours : undefined
}
