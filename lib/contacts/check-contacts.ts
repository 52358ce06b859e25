import { requireArgument } from '../errors/argument-error.js'
import type { ContactDetails, OwnPresence } from './contacts.js'

/** Not every app is type-checked. */
const shows: ReadonlySet<unknown> = new Set([undefined, 'chat', 'away', 'xa', 'dnd'])
const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((text) => isText(text) && text !== '')

/** Throws `ChatError` ('argument'), as the next one. */
export const checkDetails = ({ name = '', groups = [] }: ContactDetails): void => {
  requireArgument(isText(name), 'name', 'text')
  requireArgument(isTexts(groups), 'groups', 'a list of names')
}

export const checkOwnPresence = ({ show, status = '' }: OwnPresence): void => {
  requireArgument(shows.has(show), 'show', "'chat', 'away', 'xa', 'dnd' or nothing")
  requireArgument(isText(status), 'status', 'text')
}
