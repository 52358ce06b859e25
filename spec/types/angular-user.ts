import { catchError, concatMap, EMPTY, exhaustMap, filter, last, map, of, pipe, switchMap, tap } from 'rxjs'
import {
  dialogKey,
  isChatError,
  toEither,
  type Chat,
  type ChatError,
  type ChatEvent,
  type ConnectionState,
  type Dialog,
  type DialogRef,
  type Message,
  type PendingEntry,
  type ReceivedMessage,
  type SendProgress,
  type Session,
  type TypingChange,
  type UserId,
} from '../../lib/index.js'
import {
  computed,
  createAction,
  createEffect,
  inject,
  InjectionToken,
  ofType,
  patchState,
  props,
  rxMethod,
  signal,
  signalStore,
  takeUntilDestroyed,
  toSignal,
  withMethods,
  withState,
  type Actions,
  type Signal,
} from './angular-stand-ins.js'

/*
 * What an Angular developer writes, compiled against the public API only. A change that makes one of these clumsy makes
 * this file red first.
 */

export const CHAT = new InjectionToken<Chat>('the chat of this app')

// A signal component.

/** State is there at once: no `undefined`, no async pipe, no error branch. */
export class ConnectionBanner {
  private readonly chat = inject(CHAT)
  readonly state: Signal<ConnectionState> = toSignal(this.chat.connection.state$, { requireSync: true })
  readonly session: Signal<Session | null> = toSignal(this.chat.session.current$, { requireSync: true })
  readonly pending: Signal<readonly PendingEntry[]> = toSignal(this.chat.outbox.pending$, { requireSync: true })
  readonly online: Signal<boolean> = toSignal(this.chat.connection.online$, { requireSync: true })

  readonly text = computed((): string => {
    const state = this.state()
    switch (state.type) {
      case 'ready':
        return state.continuity === 'gap' ? 'Connected; older messages may be missing' : ''
      case 'reconnecting':
        return state.waitingFor === 'network' ? 'No network' : `Try ${String(state.attempt)}`
      case 'authenticationFailure':
        return `Sign in again (${state.reason})`
      case 'closed':
        return state.reason === 'attempts-used-up' ? 'The server cannot be reached' : 'Signed out'
      case 'idle':
      case 'connecting':
      case 'authenticated':
      case 'resumed':
      case 'forceClosed':
        return 'Connecting …'
    }
  })

  retry(): void {
    this.chat.connection.retryNow()
  }
}

/** A line to type in: one click, one message, and an error that can be shown. */
export class Composer {
  private readonly chat = inject(CHAT)
  readonly status = signal<SendProgress['status'] | null>(null)
  readonly problem = signal<string | null>(null)

  send(dialog: DialogRef, body: string): void {
    this.chat.messages
      .send(dialog, { body })
      .pipe(toEither<SendProgress, ChatError>(), takeUntilDestroyed())
      .subscribe((step) => {
        if (step._tag === 'Right') this.status.set(step.right.status)
        else this.problem.set(step.left.message)
      })
  }
}

// NgRx: actions in, actions out.

export const signedIn = createAction('[Login] Signed In', props<{ login: string; password: string }>())
export const connected = createAction('[Chat] Connected', props<{ userId: UserId }>())
export const send = createAction('[Composer] Send', props<{ dialog: DialogRef; body: string }>())
export const sent = createAction('[Chat] Sent', props<{ message: Message }>())
export const failed = createAction('[Chat] Failed', props<{ tag: ChatError['_tag']; retryable: boolean }>())
export const happened = createAction('[Chat] Happened', props<{ event: ChatEvent }>())

const toFailed = ({ _tag, retryable }: ChatError) => failed({ tag: _tag, retryable })

export const connect$ = createEffect(
  (actions$: Actions, chat: Chat) =>
    actions$.pipe(
      ofType(signedIn),
      exhaustMap(({ login, password }) =>
        chat.session.create({ login, password }).pipe(
          concatMap(() => chat.connection.connect()),
          map(({ userId }) => connected({ userId })),
          // eslint-disable-next-line rxjs-x/no-implicit-any-catch -- RxJS does not type errors; every method promises this one
          catchError((error: ChatError) => of(toFailed(error))),
        ),
      ),
    ),
  { functional: true },
)

/** Errors as values: the effect lives on without a catchError. */
export const send$ = createEffect(
  (actions$: Actions, chat: Chat) =>
    actions$.pipe(
      ofType(send),
      concatMap(({ dialog, body }) =>
        chat.messages.send(dialog, { body }).pipe(
          last(),
          toEither<SendProgress, ChatError>(),
          map((outcome) =>
            outcome._tag === 'Right' ? sent({ message: outcome.right.message }) : toFailed(outcome.left),
          ),
        ),
      ),
    ),
  { functional: true },
)

/** Events never error: nothing to catch. */
export const events$ = createEffect((chat: Chat) => chat.events$.pipe(map((event) => happened({ event }))), {
  functional: true,
})

// A SignalStore of one dialog.

interface DialogState {
  readonly messages: readonly (ReceivedMessage | Message)[]
  readonly typing: readonly UserId[]
}

const afterChange =
  ({ userId, typing }: TypingChange) =>
  (state: DialogState): Partial<DialogState> => {
    const others = state.typing.filter((id) => id !== userId)
    return { typing: typing ? [...others, userId] : others }
  }

const initial: DialogState = { messages: [], typing: [] }

export const DialogStore = signalStore(
  withState(initial),
  withMethods((store) => {
    const chat = inject(CHAT)
    return {
      follow: rxMethod<DialogRef>(
        pipe(
          switchMap((dialog) => chat.messages.in(dialog)),
          tap((message) => {
            patchState(store, (state: DialogState) => ({ messages: [...state.messages, message] }))
          }),
        ),
      ),
      followTyping: rxMethod<DialogRef>(
        pipe(
          switchMap((dialog) =>
            chat.typing.changed$.pipe(filter((change) => dialogKey(change.dialog) === dialogKey(dialog))),
          ),
          tap((change) => {
            patchState(store, afterChange(change))
          }),
        ),
      ),
      say: rxMethod<{ readonly dialog: DialogRef; readonly body: string }>(
        pipe(
          concatMap(({ dialog, body }) =>
            chat.messages.send(dialog, { body }).pipe(
              last(),
              tap(({ message }) => {
                patchState(store, (state: DialogState) => ({ messages: [...state.messages, message] }))
              }),
              catchError(() => EMPTY),
            ),
          ),
        ),
      ),
    }
  }),
)

// The types an app leans on.

export const literalIdsAreIds: readonly [UserId, DialogRef] = [21, { type: 'private', opponentId: 56 }]
export const aReceivedMessageIsAMessage = (message: ReceivedMessage): Message => message
export const aDialogIsADialogRef = (dialog: Dialog): DialogRef => dialog
export const statusIsClosed = (status: SendProgress['status']): 'queued' | 'sending' | 'sent' => status
export const errorsNarrow = (error: unknown): number | undefined =>
  isChatError(error, 'http') ? error.detail.status : undefined
