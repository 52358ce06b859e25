import type { Settings } from '../options.js'

export interface Jid {
  readonly local: string
  readonly domain: string
  readonly resource: string
}

/** RFC 7622 3.2: the resource starts at the first slash, whatever it holds. */
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

/** `{userId}-{appId}@{chat}` (protocol 3.1). */
export const userJid = (settings: Settings, userId: number): string => `${userId}-${settings.appId}@${settings.chat}`

/** `{appId}_{dialogId}@{muc}` (protocol 3.1). */
export const roomJid = (settings: Settings, dialogId: string): string => `${settings.appId}_${dialogId}@${settings.muc}`

/** The digits before the first dash of a user's local part. */
export const userIdOf = (local: string): number | undefined => {
  const digits = /^(\d+)-/.exec(local)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What stands behind the first underscore of a room's local part. */
export const dialogIdOf = (local: string): string => local.slice(local.indexOf('_') + 1)

export const isRoomDomain = (settings: Settings, domain: string): boolean =>
  domain === settings.muc || domain === 'muc.localhost' || domain === `muc.${settings.host}`

/** The chat domain and the WebSocket host name the same server (protocol 1.1). */
export const isChatDomain = (settings: Settings, domain: string): boolean =>
  domain === settings.chat || domain === 'localhost' || domain === settings.host
