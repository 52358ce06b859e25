import { fieldsOf, flag, list, text, type Fields } from '../json.js'
import { invalid, json, type Answer } from './answer.js'
import { forUser, type Routes, type UserCall } from './call.js'
import { userView } from './user-view.js'

/** One per device, and the global one where no device is named; null counts as none (protocol 7). */
const bookOf = ({ user, input }: UserCall): string => `${user.id} ${text(input['udid']) ?? ''}`

/** The texts of protocol 7. */
const problemsOf = (name: string | undefined, phone: string | undefined): string[] => {
  if (name === undefined || phone === undefined) return ['Invalid fields set']
  return [
    ...(/^\d{10,15}$/.test(phone) ? [] : ["Length of 'phone' field should be min: 10 and max: 15."]),
    ...(name.length >= 1 && name.length <= 255 ? [] : ["Length of 'name' field should be min: 1 and max: 255."]),
  ]
}

/** Creates, changes and destroys; with force replaces all; what is wrong is rejected by index (protocol 7). */
const upload = (call: UserCall): Answer => {
  const { store, input } = call
  const book = bookOf(call)
  if ((text(input['udid']) ?? '').length > 64) return invalid('udid must have up to 64 characters')
  const counts = { created: 0, updated: 0, deleted: 0 }
  const rejected: Record<string, string[]> = {}
  const listed = new Set<string>()
  list(input['contacts']).forEach((contact, index) => {
    const fields = fieldsOf(contact)
    const phone = text(fields['phone'])
    const destroys = flag(fields['destroy'])
    const name = text(fields['name']) ?? (destroys ? '-' : undefined)
    const problems = problemsOf(name, phone)
    if (problems.length > 0 || name === undefined || phone === undefined) {
      rejected[index] = problems
      return
    }
    const id = `${book} ${phone}`
    const known = store.contacts.byId(id)
    if (destroys) {
      if (known !== undefined) counts.deleted += 1
      return store.contacts.remove(id)
    }
    listed.add(id)
    if (known?.name === name) return
    counts[known === undefined ? 'created' : 'updated'] += 1
    store.contacts.put({ id, book, phone, name })
  })
  const gone = flag(input['force']) ? store.contacts.of(book).filter(({ id }) => !listed.has(id)) : []
  for (const { id } of gone) store.contacts.remove(id)
  return json({ ...counts, deleted: counts.deleted + gone.length, rejected })
}

/** Users with a phone of the book, under the name it has there (protocol 7). */
const registered = (call: UserCall): Answer => {
  const names = new Map(call.store.contacts.of(bookOf(call)).map(({ phone, name }) => [phone, name]))
  const items = call.store.users.all().flatMap((user): Fields[] => {
    const phone = text(user.profile['phone'])
    const name = phone === undefined ? undefined : names.get(phone)
    if (phone === undefined || name === undefined) return []
    const view = flag(call.input['compact']) ? { id: user.id, phone } : userView(user)
    return [{ user: { ...view, address_book_name: name } }]
  })
  return json({ items })
}

/** protocol 7. */
export const addressBookRoutes: Routes = {
  'POST /address_book': forUser(upload),
  'GET /address_book': forUser((call) =>
    json(call.store.contacts.of(bookOf(call)).map(({ phone, name }) => ({ phone, name }))),
  ),
  'GET /address_book/registered_users': forUser(registered),
}
