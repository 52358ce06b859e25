import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  inject,
  InjectionToken,
  NgZone,
  PLATFORM_ID,
} from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { firstValueFrom, toArray } from 'rxjs'
import { injectChat, provideChat } from '../../lib/angular/provide-chat.js'
import type { FullChat } from '../../lib/chat.js'
import type { ChatConfig } from '../../lib/config.js'
import { fakeChat } from '../../lib/testing/fake-chat.js'
import { setUpFrames } from './frames.js'
import { setUpTestBed } from './test-bed.js'

const config: ChatConfig = { application: { id: 1, authKey: 'key' } }

/** A server that never answers. */
class Silent {
  readonly protocol = 'xmpp'
  readonly readyState = 0
  readonly bufferedAmount = 0
  readonly send = (): void => undefined
  readonly close = (): void => undefined
  readonly addEventListener = (): void => undefined
  readonly removeEventListener = (): void => undefined
}

describe('provideChat', () => {
  const injectors: EnvironmentInjector[] = []
  const destroy = (): void => {
    for (const injector of injectors.splice(0)) injector.destroy()
  }
  const provided = (given: Parameters<typeof provideChat>[0] = config, platform = 'browser') => {
    const asked = new InjectionToken<FullChat>('what a component injects')
    const injector = createEnvironmentInjector(
      [provideChat(given), { provide: PLATFORM_ID, useValue: platform }, { provide: asked, useFactory: injectChat }],
      TestBed.inject(EnvironmentInjector),
    )
    injectors.push(injector)
    return { chat: () => injector.get(asked) }
  }
  beforeAll(setUpTestBed)
  afterEach(destroy)

  it('gives one chat, made when it is first asked for', () => {
    let made = 0
    const { chat } = provided(() => {
      made++
      return config
    })
    expect(made).toBe(0)
    expect(chat()).toBe(chat())
    expect(made).toBe(1)
  })

  it('takes a chat as it is', () => {
    const fake = fakeChat()
    const { chat } = provided(fake)
    chat()
      .messages.send({ type: 'private', opponentId: 56 }, { body: 'hi' })
      .subscribe({ error: () => undefined })
    destroy()
    expect(fake.calls.map(({ method }) => method)).toEqual(['messages.send', 'destroy'])
  })

  it('asks a function for the configuration where it may inject', () => {
    const asked: number[] = []
    const id = new InjectionToken('id', { providedIn: 'root', factory: () => 7 })
    const { chat } = provided(() => {
      asked.push(inject(id))
      return config
    })
    chat()
    expect(asked).toEqual([7])
  })

  it('throws what createChat throws', () => {
    expect(provided({ application: { id: 0, authKey: '' } }).chat).toThrow('application.id')
  })

  it('ends the chat with its injector', async () => {
    const { chat } = provided()
    const states = firstValueFrom(chat().connection.state$.pipe(toArray()))
    destroy()
    expect((await states).map(({ type }) => type)).toEqual(['idle', 'closed'])
  })

  it('connects in a browser, and completes without it on a server', async () => {
    const connect = (platform: string) =>
      firstValueFrom(provided(config, platform).chat().connection.connect().pipe(toArray()))
    await expect(connect('browser')).rejects.toMatchObject({ _tag: 'session' })
    expect(await connect('server')).toEqual([])
  })

  it('says what is missing where there is no chat', () => {
    expect(() => TestBed.runInInjectionContext(injectChat)).toThrow('provideChat')
  })

  it('does the work outside the zone', () => {
    const outside = jest.spyOn(TestBed.inject(NgZone), 'runOutsideAngular')
    const { state$ } = provided().chat().connection
    expect(outside).not.toHaveBeenCalled()
    state$.subscribe()
    expect(outside).toHaveBeenCalled()
  })

  describe('where there are frames', () => {
    const { draw } = setUpFrames()

    it('tells at most one view per frame', () => {
      const chat = provided({ ...config, resource: 'tab', platform: { WebSocket: Silent } }).chat()
      const dialog = { type: 'private', opponentId: 2 } as const
      const lengths: number[] = []
      chat.connection.connect({ userId: 1, password: 'password' }).subscribe({ error: () => undefined })
      chat.live.timeline(dialog).subscribe(({ items }) => lengths.push(items.length))
      // What it tells of its loading, and a frame without news.
      draw()
      draw()
      lengths.length = 0
      for (const body of ['one', 'two', 'three']) {
        chat.messages.send(dialog, { body }).subscribe({ error: () => undefined })
      }
      expect(lengths).toEqual([1])
      draw()
      expect(lengths).toEqual([1, 3])
    })
  })
})
