import { describe, expect, it } from '@jest/globals'
import { of, Subject, throwError, VirtualTimeScheduler } from 'rxjs'
import type { Incoming } from '../../lib/connection/incoming.js'
import { createDialogNotices, type DialogChange, type DialogNoticesDeps } from '../../lib/dialogs/dialog-notices.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { Dialog } from '../../lib/model/dialog.js'
import type { Page } from '../../lib/model/page.js'
import { dialogCodec } from '../../lib/rest/wire/dialog-codec.js'
import { createSystemMessages } from '../../lib/system-messages/create-system-messages.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'

const dialogId = '5c0900000000000000000033'
const team = { type: 'group', dialogId } as const

const dialogOf = (occupants: readonly number[], type = 2): Dialog => {
  const at = '2026-01-01T00:00:00Z'
  const wire = { _id: dialogId, type, user_id: 21, occupants_ids: occupants, created_at: at, updated_at: at }
  const found = dialogCodec(21).decode(wire)
  if (found._tag === 'Left') throw new Error('no dialog')
  return found.right
}
const pageOf = (...items: readonly Dialog[]): Page<Dialog> => ({ items, skip: 0, limit: 100, hasMore: false })

const setUp = (over: Partial<DialogNoticesDeps['dialogs']> = {}, own: number | null = 21) => {
  const connection = fakeConnection()
  connection.up(21)
  const incoming$ = new Subject<Incoming>()
  const reports: string[] = []
  let asked = 0
  const system = createSystemMessages({
    incoming$,
    event$: connection.event$,
    link: connection.link,
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => 'fresh',
    now: () => 5000,
    deadline: 10_000,
    scheduler: new VirtualTimeScheduler(),
    checkSize: () => undefined,
    report: (problem) => reports.push(problem),
  })
  const notices = createDialogNotices({
    dialogs: {
      create: () => of(dialogOf([21, 56, 57])),
      update: () => of(dialogOf([21, 56, 57])),
      remove: () => of({ removed: [dialogId], notFound: [], refused: [] }),
      list: () => {
        asked++
        return of(pageOf(dialogOf([21, 56, 57])))
      },
      ...over,
    },
    receive: (kind) => system.of(kind).received$,
    ...{ tell: system.tell, userId: () => 21 },
    teller: () => own ?? undefined,
  })
  const changes: DialogChange[] = []
  notices.changed$.subscribe((change) => changes.push(change))
  return {
    ...{ notices, incoming$, changes, reports },
    asked: () => asked,
    told: (): readonly unknown[] =>
      connection.written.flatMap((stanza) => {
        if (stanza.kind !== 'message') return []
        const { moduleIdentifier: _, ...params } = stanza.extraParams?.params ?? {}
        return [[stanza.to?.split('-')[0], stanza.body, params]]
      }),
    receive: (body: string, params: Readonly<Record<string, string>>, from = '56-1@chat.localhost/x'): void => {
      const extraParams = { params: { moduleIdentifier: 'SystemNotifications', ...params }, attachments: [] }
      incoming$.next({
        stanza: { kind: 'message', type: 'headline', id: 's', from, to: '21-1@chat.localhost', body, extraParams },
        ...{ direction: 'incoming', origin: 'live' },
      })
    },
  }
}

describe('telling the others of a dialog', () => {
  it('that was created: everybody but ourselves, before it is emitted', () => {
    const { notices, told } = setUp()
    const create$ = notices.create({ type: 'group', name: 'Team', occupantIds: [56, 57] })
    expect(told()).toEqual([])
    let before: readonly unknown[] = []
    create$.subscribe(() => {
      before = told()
    })
    expect(before).toEqual([
      ['56', 'dialog/NEW_DIALOG', { dialogId }],
      ['57', 'dialog/NEW_DIALOG', { dialogId }],
    ])
  })

  it('whose occupants changed: newcomers, those who were removed, and the rest', () => {
    const { notices, told } = setUp()
    notices.update(team, { addOccupantIds: [57, 99], removeOccupantIds: [58, 56] }).subscribe()
    expect(told()).toEqual([
      ['57', 'dialog/ADDED_TO_DIALOG', { dialogId }],
      ['58', 'dialog/REMOVED_FROM_DIALOG', { dialogId }],
      ['56', 'dialog/ADD_PARTICIPANTS', { dialogId, addedParticipantsIds: '57' }],
      ['56', 'dialog/REMOVE_PARTICIPANTS', { dialogId, removedParticipantsIds: '58' }],
    ])
  })

  it('that was changed otherwise: nobody', () => {
    const { notices, told } = setUp()
    notices.update(team, { name: 'Squad' }).subscribe()
    expect(told()).toEqual([])
  })

  it('that we left: all who were in it, asked before', () => {
    const { notices, told, asked } = setUp()
    notices.remove(team).subscribe()
    expect(told()).toEqual([
      ['56', 'dialog/REMOVED_FROM_DIALOG', { dialogId }],
      ['57', 'dialog/REMOVED_FROM_DIALOG', { dialogId }],
    ])
    expect(asked()).toBe(1)
  })

  it.each<[string, Partial<DialogNoticesDeps['dialogs']>]>([
    ['was not removed', { remove: () => of({ removed: [], notFound: [], refused: [dialogId] }) }],
    ['has occupants nobody can tell', { list: () => throwError(() => new ChatError('network', 'no', { url: '' })) }],
  ])('that %s: nobody', (_name, over) => {
    const { notices, told } = setUp(over)
    const removals: unknown[] = []
    notices.remove(team).subscribe((removal) => removals.push(removal))
    expect([told(), removals.length]).toEqual([[], 1])
  })

  it('that is private and left: nobody, and nobody is asked', () => {
    const { notices, told, asked } = setUp()
    notices.remove({ type: 'private', opponentId: 56, dialogId }).subscribe()
    expect([told(), asked()]).toEqual([[], 0])
  })

  it('while there is no link, or notices are off: nobody, and nobody is asked', () => {
    const { notices, told, asked } = setUp({}, null)
    notices.create({ type: 'group', name: 'Team', occupantIds: [56] }).subscribe()
    notices.remove(team).subscribe()
    expect([told(), asked()]).toEqual([[], 0])
  })

  it('that could not be created: nobody, and the error is passed on', () => {
    const refusal = new ChatError('network', 'no', { url: '' })
    const { notices, told } = setUp({ create: () => throwError(() => refusal) })
    const errors: unknown[] = []
    notices.create({ type: 'private', occupantIds: [56] }).subscribe({ error: (error: unknown) => errors.push(error) })
    expect([errors, told()]).toEqual([[refusal], []])
  })
})

describe('what this device did to a dialog', () => {
  it('is told when it is done, also while nobody can be told', () => {
    const { notices, changes } = setUp({}, null)
    notices.create({ type: 'group', name: 'Team', occupantIds: [56] }).subscribe()
    notices.update(team, { name: 'Squad' }).subscribe()
    notices.update(team, { name: 'Crew' }).subscribe()
    notices.remove({ type: 'private', opponentId: 56, dialogId }).subscribe()
    expect(changes).toEqual(
      (['created', 'updated', 'updated', 'removed'] as const).map((type) => ({ type, dialogId, userId: 21 })),
    )
  })

  it('is not told where it failed', () => {
    const { notices, changes } = setUp({ remove: () => of({ removed: [], notFound: [], refused: [dialogId] }) })
    notices.remove(team).subscribe()
    expect(changes).toEqual([])
  })
})

describe('what others tell of a dialog', () => {
  it.each<[string, Readonly<Record<string, string>>, DialogChange]>([
    ['dialog/NEW_DIALOG', {}, { type: 'created', dialogId, userId: 56 }],
    ['dialog/ADDED_TO_DIALOG', {}, { type: 'added', dialogId, userId: 56 }],
    [
      'dialog/ADD_PARTICIPANTS',
      { addedParticipantsIds: '57, 58' },
      { type: 'participants-added', dialogId, userId: 56, userIds: [57, 58] },
    ],
    [
      'dialog/REMOVE_PARTICIPANTS',
      { removedParticipantsIds: '57' },
      { type: 'participants-removed', dialogId, userId: 56, userIds: [57] },
    ],
    ['dialog/REMOVED_FROM_DIALOG', {}, { type: 'removed', dialogId, userId: 56 }],
  ])('%s', (body, params, change) => {
    const { receive, changes, reports } = setUp()
    receive(body, { dialogId, ...params })
    expect([changes, reports]).toEqual([[change], []])
  })

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['no dialog', 'dialog/NEW_DIALOG', {}],
    ['nobody added', 'dialog/ADD_PARTICIPANTS', { dialogId }],
    ['no ids', 'dialog/REMOVE_PARTICIPANTS', { dialogId, removedParticipantsIds: 'ann' }],
  ])('is an issue when it names %s', (_name, body, params) => {
    const { receive, changes, reports } = setUp()
    receive(body, params)
    expect(changes).toEqual([])
    expect(reports).toEqual([`a system message ${body} that its codec refused`])
  })

  it('is told once where our other device told everybody', () => {
    const { receive, changes } = setUp()
    for (let copy = 0; copy < 3; copy++) receive('dialog/NEW_DIALOG', { dialogId }, '21-1@chat.localhost/phone')
    expect(changes).toEqual([{ type: 'created', dialogId, userId: 21 }])
  })

  it('is nothing for other system messages, and ends with them', () => {
    const { receive, changes, incoming$, notices } = setUp()
    receive('dialog/OTHER', { dialogId })
    const ends: string[] = []
    notices.changed$.subscribe({ complete: () => ends.push('complete') })
    incoming$.complete()
    expect([changes, ends]).toEqual([[], ['complete']])
  })
})
