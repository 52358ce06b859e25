import { afterEach, describe, expect, it } from '@jest/globals'
import { lastValueFrom, of, throwError } from 'rxjs'
import { ChatError } from '../../../lib/errors/chat-error.js'
import { createMessagesRest } from '../../../lib/messages/rest/create-messages-rest.js'
import type { HistoryQuery } from '../../../lib/messages/rest/messages-rest.js'
import type { DialogRef } from '../../../lib/model/dialog-ref.js'
import type { DecodeIssue } from '../../../lib/rest/decode.js'
import { queryOf, recordingServer } from '../../rest/recording-server.js'
import type { TestServer } from '../../rest/test-server.js'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const group: DialogRef = { type: 'group', dialogId: 'd' }
const message = { _id: 'm', message: 'x', date_sent: 1_700_000_000, sender_id: 56 }

const start = async (
  answer: unknown = { items: [] },
  lookUp = (opponentId: number) => of(`dialog-of-${String(opponentId)}`),
) => {
  const issues: DecodeIssue[] = []
  const { http, server } = await recordingServer(
    () => answer,
    (issue) => issues.push(issue),
  )
  servers.push(server)
  const messages = createMessagesRest({ http, userId: () => 21, privateDialogId: lookUp })
  return { server, issues, messages, history: messages.history }
}

describe('history', () => {
  it.each<[string, HistoryQuery | undefined, Record<string, string>]>([
    ['newest first and without marking read', undefined, { sort_desc: 'date_sent', mark_as_read: '0' }],
    ['marking read when told', { markRead: true }, { sort_desc: 'date_sent' }],
    [
      'oldest first',
      { sort: 'oldest-first', limit: 5, skip: 10 },
      { sort_asc: 'date_sent', limit: '5', skip: '10', mark_as_read: '0' },
    ],
    [
      'bounds widened to whole seconds',
      { before: 5001, after: 4999 },
      { sort_desc: 'date_sent', 'date_sent[lte]': '6', 'date_sent[gte]': '4', mark_as_read: '0' },
    ],
    [
      'what changed since',
      { updatedAfter: 1500 },
      { sort_desc: 'date_sent', 'updated_at[gt]': '1.5', mark_as_read: '0' },
    ],
  ])('asks %s', async (_name, query, expected) => {
    const { server, history } = await start()
    const history$ = history(group, query)
    expect(server.seen).toHaveLength(0)
    await lastValueFrom(history$)
    const asked = Object.fromEntries(
      Object.entries(queryOf(server.seen[0] ?? { url: '' })).map(([key, [value]]) => [key, value]),
    )
    expect(asked).toEqual({ chat_dialog_id: 'd', ...expected })
  })

  it.each([null, undefined, 5, 'd'])('of %p is a wrong argument, as in every other call', async (given) => {
    const { server, messages } = await start()
    const { history, count, preview, create, update, markAll, unreadCount } = messages
    const calls = [history, count, preview, create, update, markAll]
    for (const call of calls) {
      const call$: ReturnType<typeof history> = Reflect.apply(call, undefined, [given, { body: 'x' }, {}])
      await expect(lastValueFrom(call$)).rejects.toMatchObject({ _tag: 'argument', detail: { name: 'dialog' } })
    }
    const counts$: ReturnType<typeof unreadCount> = Reflect.apply(unreadCount, undefined, [[given]])
    await expect(lastValueFrom(counts$)).rejects.toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })

  it('gives the messages with their dialog, and whether there is more', async () => {
    const { history } = await start({ skip: 0, limit: 1, items: [message] })
    expect(await lastValueFrom(history({ type: 'group', dialogId: 'd' }))).toMatchObject({
      items: [{ id: 'm', dialog: group, direction: 'incoming', sentAt: 1_700_000_000_000 }],
      hasMore: true,
    })
  })

  it('hands out the bare reference even when it was given a whole dialog', async () => {
    const { history } = await start({ items: [message] })
    const page = await lastValueFrom(history({ ...group, ...{ name: 'Team', unreadCount: 3 } }))
    expect(page.items[0]?.dialog).toEqual(group)
    expect(page.hasMore).toBe(false)
  })

  it('looks up a private dialog without an id, and only then', async () => {
    const { server, history } = await start({ items: [message] })
    const found = await lastValueFrom(history({ type: 'private', opponentId: 56 }))
    expect(found.items[0]?.dialog).toEqual({ type: 'private', opponentId: 56, dialogId: 'dialog-of-56' })
    await lastValueFrom(history({ type: 'private', opponentId: 56, dialogId: 'known' }))
    expect(server.seen.map((seen) => queryOf(seen)['chat_dialog_id'])).toEqual([['dialog-of-56'], ['known']])
  })

  it('passes the error of the look-up on', async () => {
    const failure = new ChatError('session', 'x', { reason: 'x' })
    const { server, history } = await start(undefined, () => throwError(() => failure))
    await expect(lastValueFrom(history({ type: 'private', opponentId: 56 }))).rejects.toBe(failure)
    expect(server.seen).toHaveLength(0)
  })

  it('reports a message it cannot read and keeps the others', async () => {
    const { history, issues } = await start({ items: [{ ...message, date_sent: null }, message] })
    expect((await lastValueFrom(history(group))).items).toHaveLength(1)
    expect(issues).toEqual([{ where: 'GET /chat/Message items.0', issues: ['date_sent: expected time, got null'] }])
  })

  it.each<[string, DialogRef, HistoryQuery]>([
    ['an empty dialog id', { type: 'group', dialogId: '' }, {}],
    ['no opponent', { type: 'private', opponentId: 0 }, {}],
    ['a limit above 100', group, { limit: 101 }],
    ['no time', group, { before: NaN }],
  ])('refuses %s before any request', async (_name, dialog, query) => {
    const { server, history } = await start()
    await expect(lastValueFrom(history(dialog, query))).rejects.toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })
})
