import { checkUserId, isText, requireArgument } from '../errors/argument-error.js'
import type { UserId } from '../model/ids.js'
import type { PrivacyListItem } from './privacy-list.js'

/** Not every app is type-checked. */
const isArray: (value: unknown) => boolean = Array.isArray
const actions: ReadonlySet<unknown> = new Set(['deny', 'allow'])

/** The argument itself, as the two others; throws `ChatError` ('argument'). */
export const checkedName = (name: string): string => {
  requireArgument(isText(name), 'name', 'the name of a list')
  return name
}

export const checkedIds = (ids: readonly UserId[], name: string): readonly UserId[] => {
  requireArgument(isArray(ids) && new Set(ids).size === ids.length, name, 'a list with each user once')
  for (const id of ids) checkUserId(`${name}.userId`, id)
  return ids
}

export const checkedItems = (items: readonly PrivacyListItem[], name = 'items'): readonly PrivacyListItem[] => {
  const isItem = ({ action, mutual = true }: PrivacyListItem): boolean =>
    actions.has(action) && typeof mutual === 'boolean'
  const expected = "a list of { userId, action: 'deny' | 'allow', mutual?: boolean }"
  requireArgument(isArray(items) && items.every(isItem), name, expected)
  checkedIds(idsOf(items), name)
  return items
}

export const idsOf = (items: readonly PrivacyListItem[]): readonly UserId[] => items.map(({ userId }) => userId)
