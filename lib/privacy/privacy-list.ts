import type { UserId } from '../model/ids.js'
import type { PrivacyItem } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'

/** What a privacy list says of one user. */
export interface PrivacyListItem {
  readonly userId: UserId
  readonly action: 'deny' | 'allow'
  /** Whether we are kept from writing to the user, too. A `deny` without it is mutual; an `allow` always is. */
  readonly mutual?: boolean
}

/** @inline */
export type PrivacyListItems = readonly Required<PrivacyListItem>[]

/** The list as items of the wire and back (XEP-0016 2.1, protocol 3.16). Pure. */
export interface PrivacyListCodec {
  /** Two items for each user, the JID and the nick in rooms, orders from 1; then the foreign ones in their order. */
  readonly toList: (items: readonly PrivacyListItem[], foreign?: readonly PrivacyItem[]) => readonly PrivacyItem[]
  /** One item for each user, in the order of the list; `foreign` is what only other clients understand. */
  readonly fromList: (list: readonly PrivacyItem[]) => {
    readonly items: PrivacyListItems
    readonly foreign: readonly PrivacyItem[]
  }
}

const oneWay = { messages: true, incomingPresence: true, outgoingPresence: true, iq: true }

/** `undefined` where it speaks of some kinds of stanzas only, which is no block as ConnectyCube has them. */
const mutualOf = ({ messages, incomingPresence, outgoingPresence, iq }: PrivacyItem): boolean | undefined => {
  const kinds = [messages, incomingPresence, outgoingPresence, iq].filter((kind) => kind === true).length
  return kinds === 0 ? true : kinds === 4 ? false : undefined
}

/** A list that keeps nobody away: at the end of any list it says what is so without it. */
export const allowAll: readonly PrivacyItem[] = [{ action: 'allow', order: 1 }]
const isAllowAll = ({ type, action }: PrivacyItem): boolean => type === undefined && action === 'allow'

export const createPrivacyListCodec = ({ userJid, parse }: Addresses, muc: string): PrivacyListCodec => {
  const userOf = (value = ''): UserId | undefined => {
    const nick = value.startsWith(`${muc}/`) ? value.slice(muc.length + 1) : ''
    const address = parse(/^[1-9]\d*$/.test(nick) ? userJid(Number(nick)) : value)
    return address.type === 'user' && address.resource === '' ? address.userId : undefined
  }
  const read = (item: PrivacyItem): PrivacyListItems[number] | undefined => {
    const { type, value, action } = item
    const userId = type === 'jid' ? userOf(value) : undefined
    const mutual = mutualOf(item)
    const known = userId !== undefined && mutual !== undefined && (action === 'deny' || action === 'allow')
    return known ? { userId, action, mutual } : undefined
  }
  return {
    toList: (items, foreign = []) =>
      [
        ...items.flatMap(({ userId, action, mutual = true }) =>
          [userJid(userId), `${muc}/${String(userId)}`].map((value) => ({
            ...{ type: 'jid', value, action },
            ...(mutual || action === 'allow' ? {} : oneWay),
          })),
        ),
        ...foreign,
      ].map((item, index) => ({ ...item, order: index + 1 })),
    fromList: (list) => {
      const sorted = [...list].sort((one, other) => one.order - other.order)
      const users = new Map<UserId, PrivacyListItems[number]>()
      const foreign = sorted.filter((item, index) => {
        const found = read(item)
        if (found === undefined) return !(isAllowAll(item) && index === sorted.length - 1)
        const first = users.get(found.userId) ?? found
        users.set(found.userId, first)
        return first.action !== found.action || first.mutual !== found.mutual
      })
      return { items: [...users.values()], foreign }
    },
  }
}
