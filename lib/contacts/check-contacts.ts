import { argumentError } from '../errors/argument-error.js'
import type { ContactDetails, OwnPresence } from './contacts.js'

/** Not every app is type-checked. */
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isTexts = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== ''))
const shows: ReadonlySet<unknown> = new Set([undefined, 'chat', 'away', 'xa', 'dnd'])

/** Throws `ChatError` ('argument'), as the next one. */
export const checkDetails = ({ name, groups }: ContactDetails): void => {
  if (!isText(name)) throw argumentError('name', 'text')
  if (!isTexts(groups)) throw argumentError('groups', 'a list of names')
}

export const checkOwnPresence = ({ show, status }: OwnPresence): void => {
  if (!shows.has(show)) throw argumentError('show', "'chat', 'away', 'xa', 'dnd' or nothing")
  if (!isText(status)) throw argumentError('status', 'text')
}
