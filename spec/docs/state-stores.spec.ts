import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import '@angular/compiler' // nothing here was compiled ahead
import {
  concatMap,
  firstValueFrom,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  range,
  startWith,
  Subject,
  throwError,
  timeout,
  type Observable,
} from 'rxjs'
import { WebSocket } from 'ws'
import { dialogKey, type ChatConfig, type Dialog, type FullChat } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'
import { readPages, writeBlocks } from './support/blocks.js'
import { recipes, type Running } from './support/recipes.js'

const password = 'Green-teapot-47'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
]
const folder = '.cache/docs/state-stores'

const [page = { path: '', name: '', blocks: [] }] = readPages().filter(({ name }) => name === 'state-stores')

beforeAll(() => {
  writeBlocks(page, folder)
})

it('takes at most 150 lines of code with NgRx, what is shared by all included, and no subscription by hand', () => {
  const code = page.blocks.filter(({ file = '' }) => /^(chat-|ngrx)/.test(file)).map((block) => block.code)
  const lines = code.join('').split('\n')
  const isCode = (line: string): boolean => line.trim() !== '' && !/^\s*(\/\/|\/\*\*.*\*\/$)/.test(line)
  expect(code).toHaveLength(6)
  expect(lines.filter(isCode).length).toBeLessThanOrEqual(150)
  expect(page.blocks.filter((block) => block.code.includes('.subscribe('))).toEqual([])
})

/** The story takes a second; a machine that does much else takes its time. */
jest.setTimeout(30_000)

describe.each(Object.entries(recipes))('the recipe for %s', (_, start) => {
  const { signIn, sandbox } = stage(users)
  const errors: unknown[] = []
  const open: { readonly end: () => void }[] = []
  afterEach(() => {
    for (const each of open.splice(0)) each.end()
  })

  /** Waits until a look at a state gives something. */
  const seen = <T>(look: () => T | undefined | false): Promise<T> =>
    firstValueFrom(
      interval(10).pipe(
        startWith(0),
        map(look),
        mergeMap((found) => (found === undefined || found === false ? [] : [found])),
        timeout({ first: 5000, with: () => throwError(() => new Error(`not seen: ${String(look)}`)) }),
      ),
    )

  const startAnn = async (): Promise<Running> => {
    const { websocket, chat, api } = sandbox()
    const config: ChatConfig = {
      application: { id: 1, authKey: 'sandbox' },
      endpoints: { api, websocket, chat },
      reconnection: { reconnectionTimeout: 50 },
      platform: { WebSocket },
    }
    const ann = await start(`${process.cwd()}/${folder}`, config, (error) => errors.push(error))
    open.push(ann)
    const ready$ = ann.chat.session
      .create({ login: 'ann', password })
      .pipe(concatMap(() => ann.chat.connection.connect()))
    await firstValueFrom(ready$.pipe(timeout(5000)))
    return ann
  }

  /** What the views of the same chat show. */
  const viewsOf = (chat: FullChat, dialog: Dialog, older$: Observable<void>) => {
    const [timeline, dialogs, unread] = [
      inbox(chat.live.timeline(dialog, { older$ })),
      inbox(chat.live.dialogs()),
      inbox(chat.live.unread()),
    ]
    open.push({ end: () => [timeline, dialogs, unread].forEach(({ stop }) => stop()) })
    return () => ({ timeline: timeline.all.at(-1), dialogs: dialogs.all.at(-1), unread: unread.all.at(-1) })
  }

  const talk = async () => {
    const ben = await signIn('ben')
    const team = await firstValueFrom(ben.dialogs.create({ type: 'group', name: 'Team', occupantIds: [21] }))
    await lastValueFrom(range(60).pipe(concatMap((index) => ben.messages.send(team, { body: `old ${String(index)}` }))))
    const ann = await startAnn()
    const key = dialogKey(team)
    const items = () => ann.state().timelines[key]?.view.items ?? []
    const item = (body: string) => items().find(({ message }) => message.body === body)
    const isSent = (body: string) => ['sent', 'delivered', 'read'].includes(item(body)?.status ?? '')
    const kept = () => ({
      timeline: ann.state().timelines[key]?.view,
      dialogs: ann.state().dialogs.view,
      unread: ann.state().unread.view,
    })
    const say = (body: string) => lastValueFrom(ben.messages.send(team, { body }))
    return { ann, ben, team, key, items, item, isSent, kept, say }
  }

  it('holds what the live views show, over messages, changes and a lost session', async () => {
    const { ann, ben, team, key, items, item, isSent, kept, say } = await talk()
    await seen(() => ann.state().dialogs.view.items.length === 1)
    ann.open(team)
    const older$ = new Subject<void>()
    const shown = viewsOf(ann.chat, team, older$)
    await seen(() => items().length === 50 && shown().timeline?.items.length === 50)
    // A page of messages that were sent in one second may bring few that are new.
    await seen(() => {
      ann.older(team)
      older$.next()
      return items().length === 60 && shown().timeline?.items.length === 60
    })

    ann.send(team, 'mine')
    await seen(() => isSent('mine'))
    const { message } = await seen(() => item('mine'))
    await lastValueFrom(ben.reactions.add(message.id, '🔥'))
    await lastValueFrom(ben.messages.markRead(message))
    await seen(() => item('mine')?.reactions.total['🔥'] === 1 && item('mine')?.status === 'read')
    ann.edit(message, 'mine, but better')
    await seen(() => item('mine, but better')?.editedAt !== null && item('mine, but better')?.pending.length === 0)

    await say('yours')
    const yours = await seen(() => item('yours'))
    ann.react(yours.message.id, '👍')
    await seen(() => item('yours')?.reactions.own.includes('👍'))
    await lastValueFrom(ben.typing.start(team))
    await seen(() => ann.state().typing[key]?.includes(56))
    ann.markRead(team)
    await seen(() => ann.state().dialogs.view.items[0]?.unreadCount === 0)

    ann.send(team, 'gone soon')
    await seen(() => isSent('gone soon'))
    ann.remove((await seen(() => item('gone soon'))).message)
    await seen(() => item('gone soon') === undefined)

    sandbox().faults.resume('refuse')
    sandbox().faults.cut(21)
    ann.send(team, 'written while away')
    await say('missed')
    await seen(() => item('missed') !== undefined && isSent('written while away'))
    await seen(() => ann.state().connection.type === 'ready' && !kept().dialogs.loading && !kept().unread.loading)

    await seen(() => shown().dialogs?.loading === false && shown().unread?.loading === false)
    expect(kept()).toEqual(shown())
    expect(errors).toEqual([])
  })

  it('shows what is on its way, also in a timeline that is opened later, and tells a refusal', async () => {
    const { ann, team, items, item, isSent } = await talk()
    ann.open(team)
    await seen(() => items().length === 50)
    sandbox().faults.halfOpen(21, true)
    ann.send(team, 'on its way')
    await seen(() => item('on its way')?.status === 'sending')
    ann.close(team)
    ann.open(team)
    expect(item('on its way')?.status).toBe('sending')
    sandbox().faults.halfOpen(21, false)
    await seen(() => isSent('on its way'))
    ann.send(team, '')
    await seen(() => ann.state().refused?.tag === 'argument')
    ann.close(team)
    expect(ann.state().timelines).toEqual({})
    expect(errors).toEqual([])
  })
})
