import { afterEach, describe, expect, it } from '@jest/globals'
import '@angular/compiler' // nothing here was compiled ahead
import type { Signal, Type } from '@angular/core'
import { firstValueFrom, interval, map, filter, startWith, timeout } from 'rxjs'
import { WebSocket } from 'ws'
import { provideChat } from '../../lib/angular.js'
import type { DialogsView } from '../../lib/index.js'
import { stage } from '../support/stage.js'
import { readPages, writeBlocks } from './support/blocks.js'
import { createEnvironment } from './support/environment.js'

const users = ['ada', 'ben'].map((login, at) => ({ id: at + 1, login, password: `password of ${login}` }))

/** The classes of a page's `app.ts`, as they stand there. */
const partsOf = async <T>(name: string, file: string): Promise<T> => {
  const [page] = readPages().filter((one) => one.name === name)
  const written = page === undefined ? [] : writeBlocks(page, `.cache/docs/started/${name}`)
  const [{ module } = { module: '' }] = written.filter((block) => block.file === file)
  const parts: T = await import(module)
  return parts
}

describe('the app of', () => {
  const { sandbox, signIn } = stage(users)
  const errors: unknown[] = []
  let end = (): void => undefined
  afterEach(() => end())

  const start = <T extends object>(app: Type<T>): T => {
    const { api, websocket, chat } = sandbox()
    const endpoints = { api, websocket, chat }
    const config = { application: { id: 1, authKey: 'sandbox' }, endpoints, platform: { WebSocket } }
    const environment = createEnvironment([provideChat(config), app], (error) => errors.push(error))
    end = environment.end
    return environment.get(app)
  }
  const seen = (look: () => boolean): Promise<boolean> =>
    firstValueFrom(interval(10).pipe(startWith(0), map(look), filter(Boolean), timeout({ first: 5000 })))

  it('docs/getting-started.md signs in, connects and finds the other one', async () => {
    interface App {
      readonly state: Signal<{ readonly type: string }>
      readonly dialog: Signal<object | undefined>
      readonly enter: (me: string, other: string) => void
    }
    const app = start((await partsOf<{ readonly App: Type<App> }>('getting-started', 'app.ts')).App)
    expect(app.state().type).toBe('idle')
    app.enter('ada', 'ben')
    await seen(() => app.dialog() !== undefined)
    expect([app.state().type, app.dialog()]).toEqual(['ready', { type: 'private', opponentId: 2 }])
    expect(errors).toEqual([])
  })

  it('docs/angular.md signs in, tells a wrong password, shows the dialogs and signs out', async () => {
    interface App {
      readonly state: Signal<{ readonly type: string }>
      readonly dialogs: Signal<DialogsView | undefined>
      readonly account: {
        readonly session: Signal<{ readonly userId: number | null } | null>
        readonly busy: Signal<boolean>
        readonly problem: Signal<string>
        readonly signIn: (login: string, password: string) => void
        readonly signOut: () => void
      }
    }
    const ben = await signIn('ben')
    await firstValueFrom(ben.dialogs.create({ type: 'group', name: 'Tea party', occupantIds: [1] }))
    const { account, state, dialogs } = start((await partsOf<{ readonly App: Type<App> }>('angular', 'app.ts')).App)

    account.signIn('ada', 'wrong')
    await seen(() => account.problem() !== '' && !account.busy())
    expect(account.session()).toBeNull()
    account.signIn('ada', 'password of ada')
    await seen(() => dialogs()?.items[0]?.name === 'Tea party' && !account.busy())
    expect([account.session()?.userId, account.problem(), state().type]).toEqual([1, '', 'ready'])
    account.signOut()
    await seen(() => account.session() === null && state().type === 'closed')
    expect(errors).toEqual([])
  })
})
