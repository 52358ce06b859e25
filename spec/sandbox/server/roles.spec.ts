import { describe, expect, it } from '@jest/globals'
import { idOf, roleBody, based, setUpStage, type DialogName, type Role } from './stage.js'

const stage = setUpStage()
const yes = 200
const no = 403

/** What is asked of a dialog, in the form of method, path and body. */
type Action = (id: string, role: Role) => readonly [method: string, path: string, body?: object]
const put =
  (body: object): Action =>
  (id) => ['PUT', `/chat/Dialog/${id}`, body]

const ACTIONS: Readonly<Record<string, Action>> = {
  send: (id) => ['POST', '/chat/Message', { chat_dialog_id: id, message: 'x' }],
  'read the history': (id) => ['GET', `/chat/Message?chat_dialog_id=${id}`],
  rename: put({ name: 'new' }),
  pin: put({ push_all: { pinned_messages_ids: ['5c0900000000000000000022'] } }),
  'add somebody': put({ push_all: { occupants_ids: [4] } }),
  'remove somebody': put({ pull_all: { occupants_ids: [1] } }),
  'remove herself': (_id, role) => put({ pull_all: { occupants_ids: [idOf(role)] } })(_id, role),
  'appoint an admin': (id) => ['PUT', `/chat/Dialog/${id}/admins`, { push_all: { admins_ids: [3] } }],
  block: (id) => ['POST', `/chat/Dialog/${id}/block`, { user_id: 4 }],
  unblock: (id) => ['DELETE', `/chat/Dialog/${id}/block`, { user_id: 4 }],
  'clear her history': (id) => ['DELETE', `/chat/Dialog/clearHistory/${id}`],
  'clear the history for all': (id) => ['DELETE', `/chat/Dialog/clearHistory/${id}?force=1`],
  'delete for herself': (id) => ['DELETE', `/chat/Dialog/${id}`],
  'delete for all': (id) => ['DELETE', `/chat/Dialog/${id}?force=1`],
  'list occupants': (id) => ['GET', `/chat/Dialog/${id}/occupants`],
  subscribe: (id) => ['POST', `/chat/Dialog/${id}/subscribe`],
  unsubscribe: (id) => ['DELETE', `/chat/Dialog/${id}/subscribe`],
  mute: (id) => ['PUT', `/chat/Dialog/${id}/notifications`, { enabled: '0' }],
}

/** protocol 4.3: what owner, admin, member and stranger are answered; in a private dialog the admin is the opponent. */
const RIGHTS: readonly (readonly [string, DialogName, ...number[]])[] = [
  ['send', 'private', 201, 201, no, no],
  ['send', 'group', 201, 201, 201, no],
  ['send', 'public', 201, 201, 201, no],
  ['send', 'broadcast', 201, 201, no, no],
  ['read the history', 'group', yes, yes, yes, no],
  ['read the history', 'public', yes, yes, yes, no],
  ['read the history', 'broadcast', yes, yes, yes, yes],
  ['rename', 'group', yes, yes, yes, no],
  ['rename', 'public', yes, yes, no, no],
  ['rename', 'broadcast', yes, yes, no, no],
  ['pin', 'group', yes, yes, no, no],
  ['pin', 'public', yes, yes, no, no],
  ['pin', 'broadcast', yes, yes, no, no],
  ['add somebody', 'group', yes, yes, yes, no],
  ['add somebody', 'public', yes, no, no, no],
  ['remove somebody', 'group', yes, yes, no, no],
  ['remove somebody', 'public', yes, no, no, no],
  ['remove herself', 'group', yes, yes, yes, no],
  ['appoint an admin', 'group', yes, no, no, no],
  ['appoint an admin', 'public', yes, no, no, no],
  ['appoint an admin', 'broadcast', yes, no, no, no],
  ['appoint an admin', 'private', no, no, no, no],
  ['block', 'public', yes, yes, no, no],
  ['unblock', 'public', yes, yes, no, no],
  ['block', 'broadcast', yes, yes, no, no],
  ['block', 'group', no, no, no, no],
  ['clear her history', 'private', yes, yes, no, no],
  ['clear her history', 'group', yes, yes, yes, no],
  ['clear the history for all', 'private', yes, no, no, no],
  ['clear the history for all', 'group', yes, no, no, no],
  ['delete for herself', 'private', yes, yes, no, no],
  ['delete for herself', 'group', yes, yes, yes, no],
  ['delete for herself', 'public', yes, yes, yes, no],
  ['delete for herself', 'broadcast', yes, yes, yes, yes],
  ['delete for all', 'private', yes, no, no, no],
  ['delete for all', 'group', yes, no, no, no],
  ['delete for all', 'public', yes, no, no, no],
  ['delete for all', 'broadcast', yes, no, no, no],
  ['list occupants', 'public', yes, yes, yes, yes],
  ['list occupants', 'group', yes, yes, yes, no],
  ['subscribe', 'public', yes, yes, yes, yes],
  ['subscribe', 'group', yes, yes, yes, yes],
  ['subscribe', 'private', no, no, no, no],
  ['subscribe', 'broadcast', no, no, no, no],
  ['unsubscribe', 'public', yes, yes, yes, yes],
  ['unsubscribe', 'group', yes, yes, yes, no],
  ['mute', 'group', yes, yes, yes, no],
]

describe('roles (protocol 4.3)', () => {
  it.each(RIGHTS)('%s: %s', async (action, type, ...expected) => {
    for (const [index, role] of (['owner', 'admin', 'member', 'stranger'] as const).entries()) {
      const id = await stage.dialog(type)
      const [method, path, body] = ACTIONS[action]?.(id, role) ?? ['', '']
      const answer = await stage.as(role)(method, path, body)
      expect([role, answer.status]).toEqual([role, expected[index]])
      if (answer.status === no) expect(answer.body).toEqual(roleBody)
    }
  })

  it.each(['private', 'broadcast'] as const)('occupants of a %s dialog are fixed', async (type) => {
    const id = await stage.dialog(type)
    for (const change of ['push_all', 'pull_all']) {
      const answer = await stage.as('owner')('PUT', `/chat/Dialog/${id}`, { [change]: { occupants_ids: [3] } })
      const text = "Updating occupants_ids is possible only for 'group' and 'public' chat dialogs"
      expect(answer).toMatchObject({ status: 403, body: based(text) })
    }
  })

  it('refuses the sixth admin', async () => {
    const id = await stage.dialog('group')
    const answer = await stage.as('owner')('PUT', `/chat/Dialog/${id}/admins`, {
      push_all: { admins_ids: [3, 4, 5, 6, 7] },
    })
    expect(answer).toMatchObject({ status: 422, body: based('At most 5 admins') })
    const most = { push_all: { admins_ids: ['3', 4, 5, 6, 7] }, pull_all: { admins_ids: [2] } }
    const both = await stage.as('owner')('PUT', `/chat/Dialog/${id}/admins`, most)
    expect(both).toMatchObject({ status: 200, body: { admins_ids: [3, 4, 5, 6, 7] } })
  })

  /** Whose message, deleted by whom, for whom: the verdict of protocol 4.11. */
  const DELETIONS: readonly (readonly [DialogName, author: Role, by: Role, force: 0 | 1, string])[] = [
    ['private', 'owner', 'owner', 1, 'SuccessfullyDeleted'],
    ['private', 'owner', 'admin', 1, 'WrongPermissions'],
    ['private', 'owner', 'admin', 0, 'WrongPermissions'],
    ['group', 'owner', 'member', 0, 'SuccessfullyDeleted'],
    ['group', 'owner', 'member', 1, 'WrongPermissions'],
    ['group', 'member', 'member', 1, 'SuccessfullyDeleted'],
    ['group', 'member', 'admin', 1, 'SuccessfullyDeleted'],
    ['group', 'member', 'owner', 1, 'SuccessfullyDeleted'],
    ['group', 'member', 'stranger', 0, 'WrongPermissions'],
    ['public', 'member', 'admin', 1, 'SuccessfullyDeleted'],
    ['broadcast', 'owner', 'admin', 1, 'SuccessfullyDeleted'],
    ['broadcast', 'owner', 'stranger', 1, 'WrongPermissions'],
    ['broadcast', 'owner', 'stranger', 0, 'SuccessfullyDeleted'],
  ]
  it.each(DELETIONS)('in a %s dialog, a message of the %s deleted by the %s, force %s', async (...deletion) => {
    const [type, author, by, force, verdict] = deletion
    const id = await stage.dialog(type)
    const messageId = await stage.message(id, author)
    const answer = await stage.as(by)('DELETE', `/chat/Message/${messageId},none`, { force })
    const none = { SuccessfullyDeleted: { ids: [] }, WrongPermissions: { ids: [] }, NotFound: { ids: ['none'] } }
    expect(answer).toMatchObject({ status: 200, body: { ...none, [verdict]: { ids: [messageId] } } })
    const left = await stage.as(author)('GET', `/chat/Message?chat_dialog_id=${id}&_id=${messageId}&count=1`)
    expect(left.body).toEqual({ items: { count: force === 1 && verdict === 'SuccessfullyDeleted' ? 0 : 1 } })
  })
})
