import type { Deps } from '../deps.js'
import type { PrivacyLists } from '../state/rows.js'
import { el, elements, NS, withChildren, type Element } from '../xml/index.js'
import { PROBLEM } from './errors.js'
import type { Handler } from './handler.js'
import { listInForce } from './privacy.js'

const rowOf = ({ store }: Deps, id: number): PrivacyLists => store.privacy.byId(id) ?? { id, lists: [], chosen: null }
const query = (children: readonly Element[]): Element => el('query', NS.privacy, {}, children)
const named = (kind: string, name: string | null = null): Element[] =>
  name === null ? [] : [el(kind, NS.privacy, { name })]

/** All names, or one list with its items (protocol 3.16). */
export const readPrivacy: Handler = ({ userId, activeList }, _iq, payload, deps) => {
  const { lists, chosen } = rowOf(deps, userId)
  const [asked, more] = elements(payload)
  const names = lists.map((list) => withChildren(list, []))
  if (asked === undefined) return [query([...named('active', activeList), ...named('default', chosen), ...names])]
  if (asked.name !== 'list' || more !== undefined) return PROBLEM.badRequest
  const found = lists.find(({ attrs }) => attrs['name'] === asked.attrs['name'])
  return found === undefined ? PROBLEM.itemNotFound : [query([found])]
}

/** A user, or everybody; roster groups and subscriptions are not there. */
const isItem = (item: Element): boolean => {
  const { type, value, action = '', order = '' } = item.attrs
  const isKnown = elements(item).every(({ name }) => /^(message|presence-in|presence-out|iq)$/.test(name))
  const isAddressed = type === 'jid' ? !!value : (type ?? value) === undefined
  return isAddressed && isKnown && /^(allow|deny)\d{1,10}$/.test(action + order)
}

/** Replaces the list as a whole, or removes it when nothing is in it, and tells every resource (protocol 3.16). */
const writeList: Handler = (session, _iq, list, deps) => {
  const { store, hub } = deps
  const { lists, chosen } = rowOf(deps, session.userId)
  const name = list.attrs['name'] ?? ''
  const order = (item: Element): number => Number(item.attrs['order'])
  const items = elements(list).sort((one, other) => order(one) - order(other))
  const isDouble = new Set(items.map(order)).size < items.length
  if (name === '' || isDouble || !items.every(isItem)) return PROBLEM.badRequest
  const rest = lists.filter(({ attrs }) => attrs['name'] !== name)
  const isRemoved = items.length === 0
  if (isRemoved && rest.length === lists.length) return PROBLEM.itemNotFound
  const own = hub.of(session.userId)
  if (own.some((other) => other !== session && listInForce(deps, other) === name)) return PROBLEM.listInUse
  if (isRemoved && session.activeList === name) session.activeList = undefined
  const kept = isRemoved ? rest : [...rest, withChildren(list, items)]
  store.privacy.put({ id: session.userId, lists: kept, chosen: isRemoved && chosen === name ? null : chosen })
  for (const other of own) hub.push(other, query(named('list', name)))
  return []
}

/** A list, the default or the session's own; without a name the latter two are declined (protocol 3.16). */
export const writePrivacy: Handler = (session, iq, payload, deps) => {
  const [asked, more] = elements(payload)
  if (asked === undefined || more !== undefined) return PROBLEM.badRequest
  if (asked.name === 'list') return writeList(session, iq, asked, deps)
  const row = rowOf(deps, session.userId)
  const { name } = asked.attrs
  if (name !== undefined && !row.lists.some(({ attrs }) => attrs['name'] === name)) return PROBLEM.itemNotFound
  if (asked.name === 'active') session.activeList = name
  else if (asked.name === 'default') deps.store.privacy.put({ ...row, chosen: name ?? null })
  else return PROBLEM.badRequest
  return []
}
