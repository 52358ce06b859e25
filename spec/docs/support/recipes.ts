import type { EnvironmentProviders, Type } from '@angular/core'
import { provideEffects } from '@ngrx/effects'
import { getState, type StateSource } from '@ngrx/signals'
import { provideStore, Store, type Action } from '@ngrx/store'
import { provideStore as provideNgxs, Store as NgxsStore } from '@ngxs/store'
import type { Observable } from 'rxjs'
import { provideChat } from '../../../lib/angular.js'
import {
  createChat,
  withContacts,
  withLive,
  type ChatConfig,
  type DialogRef,
  type DialogsView,
  type FullChat,
  type Message,
  type Timeline,
  type TimelineWish,
  type UnreadView,
} from '../../../lib/index.js'
import { createEnvironment } from './environment.js'

/** What the recipes keep, as far as it is looked at. */
export interface ChatState {
  readonly connection: { readonly type: string }
  readonly dialogs: { readonly view: DialogsView }
  readonly unread: { readonly view: UnreadView }
  readonly timelines: Readonly<Record<string, { readonly view: Timeline }>>
  readonly typing: Readonly<Record<string, readonly number[]>>
  readonly refused: { readonly tag: string } | null
}

/** A recipe at work: one user's chat in one store. */
export interface Running {
  readonly chat: FullChat
  readonly state: () => ChatState
  readonly open: (dialog: DialogRef) => void
  readonly older: (dialog: DialogRef) => void
  readonly close: (dialog: DialogRef) => void
  readonly send: (dialog: DialogRef, body: string) => void
  readonly edit: (message: Message, body: string) => void
  readonly remove: (message: Message) => void
  readonly react: (messageId: string, reaction: string) => void
  readonly markRead: (dialog: DialogRef) => void
  readonly end: () => void
}

export type Recipe = (folder: string, config: ChatConfig, handleError: (error: unknown) => void) => Promise<Running>

type Creator = (props: object) => Action
type Class = new (...values: readonly unknown[]) => object

const ngrx: Recipe = async (folder, config, handleError) => {
  const actions: Record<'openTimeline' | 'loadTimeline' | 'closeTimeline', Creator> & {
    readonly ChatActions: Record<'send' | 'edit' | 'delete' | 'react' | 'markRead', Creator>
  } = await import(`${folder}/ngrx/chat.actions.ts`)
  const { provideChatStore }: { provideChatStore: () => EnvironmentProviders } = await import(
    `${folder}/ngrx/provide-chat-store.ts`
  )
  const runtimeChecks = {
    strictStateImmutability: true,
    strictActionImmutability: true,
    strictStateSerializability: true,
    strictActionSerializability: true,
  }
  const { get, chat, end } = createEnvironment(
    [provideStore({}, { runtimeChecks }), provideEffects(), provideChat(config), provideChatStore()],
    handleError,
  )
  const store$: Store<{ chat: ChatState }> = get(Store)
  const { ChatActions, openTimeline, loadTimeline, closeTimeline } = actions
  return {
    chat,
    state: store$.selectSignal((state) => state.chat),
    open: (dialog) => store$.dispatch(openTimeline({ dialog })),
    older: (dialog) => store$.dispatch(loadTimeline({ dialog, wanted: 'older' })),
    close: (dialog) => store$.dispatch(closeTimeline({ dialog })),
    send: (dialog, body) => store$.dispatch(ChatActions.send({ dialog, draft: { body } })),
    edit: (message, body) => store$.dispatch(ChatActions.edit({ message, body })),
    remove: (message) => store$.dispatch(ChatActions.delete({ message })),
    react: (messageId, reaction) => store$.dispatch(ChatActions.react({ messageId, reaction })),
    markRead: (dialog) => store$.dispatch(ChatActions.markRead({ dialog })),
    end,
  }
}

interface SignalChatStore extends StateSource<ChatState> {
  readonly open: (dialog: DialogRef) => void
  readonly load: (dialog: DialogRef, wanted: TimelineWish) => void
  readonly close: (dialog: DialogRef) => void
  readonly send: (input: object) => unknown
  readonly edit: (input: object) => unknown
  readonly remove: (message: Message) => unknown
  readonly react: (input: object) => unknown
  readonly markRead: (dialog: DialogRef) => unknown
}

const signalStore: Recipe = async (folder, config, handleError) => {
  const { ChatStore }: { ChatStore: Type<SignalChatStore> } = await import(`${folder}/signal-store/chat.store.ts`)
  const { get, chat, end } = createEnvironment([provideChat(config)], handleError)
  const store = get(ChatStore)
  const { open, load, close, remove, markRead } = store
  return {
    chat,
    state: () => getState(store),
    ...{ open, close, remove, markRead },
    older: (dialog) => load(dialog, 'older'),
    send: (dialog, body) => store.send({ dialog, draft: { body } }),
    edit: (message, body) => store.edit({ message, body }),
    react: (messageId, reaction) => store.react({ messageId, reaction }),
    end,
  }
}

const ngxs: Recipe = async (folder, config, handleError) => {
  const actions: Record<'Tell' | 'Send' | 'Edit' | 'Delete' | 'React' | 'MarkRead', Class> = await import(
    `${folder}/ngxs/chat.actions.ts`
  )
  const { NgxsChatState }: { NgxsChatState: Type<unknown> } = await import(`${folder}/ngxs/chat.state.ts`)
  const { get, chat, end } = createEnvironment(
    [provideChat(config), provideNgxs([NgxsChatState], { developmentMode: true })],
    handleError,
  )
  const store = get(NgxsStore)
  const run = (action: object): void => {
    void store.dispatch(action)
  }
  const { Tell, Send, Edit, Delete, React, MarkRead } = actions
  const tell = (type: string, dialog: DialogRef): void => run(new Tell({ type, dialog }))
  return {
    chat,
    state: () => store.selectSnapshot((state: { readonly chat: ChatState }) => state.chat),
    open: (dialog) => tell('timeline/open', dialog),
    older: (dialog) => run(new Tell({ type: 'timeline/load', dialog, wanted: 'older' })),
    close: (dialog) => tell('timeline/close', dialog),
    send: (dialog, body) => run(new Send(dialog, { body })),
    edit: (message, body) => run(new Edit(message, body)),
    remove: (message) => run(new Delete(message)),
    react: (messageId, reaction) => run(new React(messageId, reaction)),
    markRead: (dialog) => run(new MarkRead(dialog)),
    end,
  }
}

interface ElfChatStore {
  readonly store: { readonly getValue: () => ChatState }
  readonly running$: Observable<never>
  readonly run: (work$: Observable<unknown>) => Observable<never>
  readonly open: (dialog: DialogRef) => void
  readonly load: (dialog: DialogRef, wanted: TimelineWish) => void
  readonly close: (dialog: DialogRef) => void
}

const elf: Recipe = async (folder, config, handleError) => {
  const module: { createChatStore: (chat: FullChat) => ElfChatStore } = await import(`${folder}/elf/chat.store.ts`)
  const chat = createChat(config, { live: withLive, contacts: withContacts })
  const { store, running$, run, open, load, close } = module.createChatStore(chat)
  const running = running$.subscribe({ error: handleError })
  const command = (work$: Observable<unknown>): void => {
    running.add(run(work$).subscribe({ error: handleError }))
  }
  return {
    chat,
    state: () => store.getValue(),
    ...{ open, close },
    older: (dialog) => load(dialog, 'older'),
    send: (dialog, body) => command(chat.messages.send(dialog, { body })),
    edit: (message, body) => command(chat.messages.edit(message, { body })),
    remove: (message) => command(chat.messages.delete(message)),
    react: (messageId, reaction) => command(chat.reactions.add(messageId, reaction)),
    markRead: (dialog) => command(chat.messages.markRead(dialog)),
    end: () => {
      running.unsubscribe()
      chat.destroy()
    },
  }
}

export const recipes = { 'NgRx store and effects': ngrx, 'NgRx SignalStore': signalStore, NGXS: ngxs, Elf: elf }
