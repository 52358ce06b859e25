import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createEnvironmentInjector, EnvironmentInjector, inject, InjectionToken, PLATFORM_ID } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { firstValueFrom, toArray } from 'rxjs'
import { injectChat, provideChat } from '../../lib/angular/provide-chat.js'
import type { Chat } from '../../lib/chat.js'
import type { ChatConfig } from '../../lib/config.js'
import { setUpTestBed } from './test-bed.js'

const config: ChatConfig = { application: { id: 1, authKey: 'key' } }

describe('provideChat', () => {
  const provided = (given: ChatConfig | (() => ChatConfig) = config, platform = 'browser') => {
    const asked = new InjectionToken<Chat>('what a component injects')
    const injector = createEnvironmentInjector(
      [provideChat(given), { provide: PLATFORM_ID, useValue: platform }, { provide: asked, useFactory: injectChat }],
      TestBed.inject(EnvironmentInjector),
    )
    return { chat: () => injector.get(asked), destroy: () => injector.destroy() }
  }
  beforeAll(setUpTestBed)
  beforeEach(() => void TestBed.resetTestingModule())

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
    const { chat, destroy } = provided()
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
})
