import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { createChat, withContacts, withLive } from '../../lib/index.js'

const page = readFileSync('docs/from-the-official-sdk.md', 'utf8').split('## Each call and its counterpart')[1] ?? ''

/** The words set as code in each cell of a column. */
const column = (index: number): readonly (readonly string[])[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => [...(line.split('|')[index + 1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))

/** `a.b.c`, `d` in one cell: `a.b.c` and `a.b.d`. */
const inFull = (cell: readonly string[]): readonly string[] => {
  let prefix = ''
  return cell.map((code) => {
    const [name = ''] = /^[\w.]+/.exec(code) ?? []
    if (name.includes('.')) prefix = name.slice(0, name.lastIndexOf('.') + 1)
    return name.includes('.') ? name : prefix + name
  })
}

/** What a class of the official SDK offers, by its declaration: methods, getters and listeners. */
const offered = (declaration: string): readonly string[] =>
  [...declaration.matchAll(/^ {4}(?:abstract |get )?(\w+)(?:\(|: \(|(?<=on[A-Z]\w+):|: boolean)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'constructor')

const classes = (file: string): readonly string[] =>
  readFileSync(`node_modules/connectycube/dist/types/${file}.d.ts`, 'utf8')
    .split(/^(?=(?:export default |declare )(?:abstract )?class )/m)
    .slice(1)

const services: readonly (readonly [prefix: string, declaration: string | undefined])[] = [
  ['auth', classes('Auth')[0]],
  ['users', classes('Users')[0]],
  ['storage', classes('Storage')[0]],
  ['pushnotifications.subscriptions', classes('PushNotifications')[1]],
  ['pushnotifications.events', classes('PushNotifications')[2]],
  ['addressbook', classes('AddressBook')[0]],
  ['chat.dialog', classes('messaging/xmpp/Dialogs')[0]],
  ['chat.message', classes('messaging/xmpp/Messages')[0]],
  ['chat.muc', classes('messaging/xmpp/MultiUserChat')[0]],
  ['chat.privacylist', classes('messaging/xmpp/PrivacyList')[0]],
  ['chat', classes('messaging/xmpp/index')[0]],
  ['chat', classes('messaging/AbstractChatService')[0]],
]

describe('docs/from-the-official-sdk.md', () => {
  const told = new Set([...column(0).flatMap(inFull), 'chat.sendWebRTCSignalingMessage'])

  it.each(services)('has a row for every call of %s', (prefix, declaration = '') => {
    const calls = offered(declaration).map((name) => `${prefix}.${name}`)
    expect(calls.length).toBeGreaterThan(0)
    expect(calls.filter((call) => !told.has(call))).toEqual([])
  })

  it('names nothing of ours that is not there', () => {
    const chat: object = createChat(
      { application: { id: 1, authKey: 'key' } },
      { live: withLive, contacts: withContacts },
    )
    const names = column(2).flatMap((cell) =>
      cell.flatMap((code) => /^([a-z]\w*)\.(\w+\$?)/.exec(code)?.slice(1, 3).join('.') ?? []),
    )
    const isThere = (name: string): boolean => {
      const [space = '', member = ''] = name.split('.')
      const found: unknown = Object.entries(chat).find(([key]) => key === space)?.[1]
      return typeof found === 'object' && found !== null && member in found
    }
    expect(names.length).toBeGreaterThan(60)
    expect(names.filter((name) => !isThere(name))).toEqual([])
  })
})
