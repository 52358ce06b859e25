import { anyList } from '../codec/decoder.js'
import type { UserId } from '../model/ids.js'
import { requireArgument } from '../rest/arguments.js'
import { listOf, maybeInside, member, model, number, orElse, orNull, recordOf, text, userId } from '../rest/codecs.js'
import { endpoint, json, list } from '../rest/endpoint.js'

/** A name of 1 to 255 characters, a phone of 10 to 15 digits: what is not is told in `rejected`. */
export interface Contact {
  readonly name: string
  readonly phone: string
}

/** Which address book: the one of a device (at most 64 characters), default: the user's global one. */
export interface OnDevice {
  readonly udid?: string
}

/** What became of an upload: how many contacts are new, other or gone. */
export interface AddressBookUpload {
  readonly created: number
  readonly updated: number
  readonly deleted: number
  /** What is wrong with a contact, by its index in the list. */
  readonly rejected: Readonly<Record<string, readonly string[]>>
}

/** A contact who is a user of the application, named as in the address book. */
export interface RegisteredContact {
  readonly id: UserId
  readonly phone: string | null
  readonly addressBookName: string | null
}

const longestUdid = 64

const onDevice = ({ udid }: OnDevice): { readonly udid: string | undefined } => {
  const fits = udid === undefined || (udid !== '' && udid.length <= longestUdid)
  requireArgument(fits, 'udid', `text of 1 to ${String(longestUdid)} characters`)
  return { udid }
}

const counted = orElse(number, 0)
const rejected = orElse(recordOf(listOf(text)), {})
const upload = model('upload', { created: counted, updated: counted, deleted: counted, rejected })
const registered = model('user', { id: userId, phone: orNull(text), addressBookName: orNull(text) })

/** `/address_book` (protocol 7). */
export const addressBookEndpoints = {
  /** Adds and updates contacts by their phones, or removes them; with `replace`, all others go. Cold; emits the outcome. */
  upload: endpoint(
    'POST /address_book',
    (
      _own,
      contacts: readonly (Contact & { readonly remove?: boolean })[],
      options: OnDevice & { readonly replace?: boolean } = {},
    ) => {
      requireArgument(contacts.length > 0, 'contacts', 'at least one contact')
      const wire = contacts.map(({ remove, ...rest }) => ({ ...rest, destroy: remove === true ? 1 : undefined }))
      const force = options.replace === true ? 1 : undefined
      return { body: { contacts: wire, force, ...onDevice(options) }, answer: json<AddressBookUpload>(upload) }
    },
  ),
  /** The contacts as uploaded. Cold. */
  get: endpoint('GET /address_book', (_own, options: OnDevice = {}) => ({
    query: onDevice(options),
    answer: list<Contact>(model('contact', { name: text, phone: text })),
  })),
  /** Those of them who are users of the application. Cold. */
  registered: endpoint('GET /address_book/registered_users', (_own, options: OnDevice = {}) => ({
    query: { ...onDevice(options), compact: 1 },
    answer: list<RegisteredContact>(maybeInside('user', registered), member('items', anyList)),
  })),
}
