import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { restTable } from '../../lib/rest-table.js'
import type { Answer } from '../../lib/rest/endpoint.js'

const group = { type: 'group', dialogId: 'd' } as const
const { attachments, push, addressBook, reactions, messages, search, dialogs, systemMessages } = restTable
const event = { environment: 'production', to: { userIds: [1] }, payload: {} } as const

/** Fixtures of what the server may answer (protocol 4.13), by the call that reads them. */
const answers: Readonly<Record<string, Answer<unknown>>> = {
  attachments: attachments.info.call(21, 5).answer,
  push: push.list.call(21).answer,
  'push-events': push.send.call(21, event).answer,
  'address-book': addressBook.registered.call(21).answer,
  'address-book-upload': addressBook.upload.call(21, [{ name: 'a', phone: '1' }]).answer,
  reactions: reactions.list.call(21, 'm').answer,
  removals: messages.remove.call(21, ['m']).answer,
  unread: messages.unreadCount.call(21).answer,
  search: search.search.call(21, 'x').answer,
  notifications: dialogs.notifications.call(21, group).answer,
  'system-messages': systemMessages.sendViaRest.call(21, 56).answer,
}

const read = (file: string): unknown => JSON.parse(readFileSync(`spec/fixtures/${file}.json`, 'utf8'))
const cases = Object.entries(answers).flatMap(([concern, answer]) =>
  readdirSync(`spec/fixtures/${concern}`)
    .filter((file) => file.endsWith('.wire.json'))
    .map((file) => [`${concern}/${file.replace('.wire.json', '')}`, answer] as const),
)

describe('answers', () => {
  it.each(cases)('are read as models: %s', (file, answer) => {
    const issues: unknown[] = []
    const report = (issue: unknown) => issues.push(issue)
    const told = { json: () => read(`${file}.wire`), where: 'X', query: {}, expiresAt: 0, report }
    expect(answer(told)).toEqual(read(`${file}.model`))
    expect(issues).toEqual([])
  })
})
