import type { Observable, Subscription } from 'rxjs'

/*
 * The few functions of Angular and NgRx that the samples beside this file use, with the signatures of their packages, so
 * that the samples are compiled without installing either. Only types: nothing here runs.
 */

// @angular/core
export type Signal<T> = () => T
export interface WritableSignal<T> {
  (): T
  set(value: T): void
  update(change: (value: T) => T): void
}
export declare const signal: <T>(initial: T) => WritableSignal<T>
export declare const computed: <T>(computation: () => T) => Signal<T>
export declare class InjectionToken<T> {
  constructor(description: string)
  private readonly of: T
}
export declare const inject: <T>(token: InjectionToken<T>) => T

// @angular/core/rxjs-interop
export interface ToSignal {
  <T>(source: Observable<T>): Signal<T | undefined>
  <T>(source: Observable<T>, options: { readonly requireSync: true }): Signal<T>
  <T, const U extends T>(source: Observable<T>, options: { readonly initialValue: U }): Signal<T | U>
}
export declare const toSignal: ToSignal
export declare const takeUntilDestroyed: <T>() => (source: Observable<T>) => Observable<T>

// @ngrx/store, @ngrx/effects
export interface Action<Type extends string = string> {
  readonly type: Type
}
export type Creator<Type extends string, Props extends object> = ((props: Props) => Props & Action<Type>) & {
  readonly type: Type
}
export declare const createAction: <Type extends string, Props extends object>(
  type: Type,
  config: { readonly _p: Props },
) => Creator<Type, Props>
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as NgRx has it
export declare const props: <Props extends object>() => { readonly _p: Props }
export type Actions = Observable<Action>
export declare const ofType: <Type extends string, Props extends object>(
  creator: Creator<Type, Props>,
) => (source: Observable<Action>) => Observable<Props & Action<Type>>
export declare const createEffect: <T extends Observable<Action>>(
  effect: (...injected: never[]) => T,
  config?: { readonly functional?: boolean; readonly dispatch?: true },
) => T

// @ngrx/signals, @ngrx/signals/rxjs-interop
export declare const withState: <State extends object>(state: State) => State
export type StateSignals<State> = { readonly [Key in keyof State]: Signal<State[Key]> }
export declare const signalStore: <State extends object, Methods extends object>(
  state: State,
  methods: (store: StateSignals<State>) => Methods,
) => StateSignals<State> & Methods
export declare const withMethods: <State extends object, Methods extends object>(
  factory: (store: StateSignals<State>) => Methods,
) => (store: StateSignals<State>) => Methods
export declare const patchState: <State extends object>(
  store: StateSignals<State>,
  ...updates: (Partial<State> | ((state: State) => Partial<State>))[]
) => void
export type RxMethod<Input> = (input: Input | Signal<Input> | Observable<Input>) => Subscription
export declare const rxMethod: <Input>(
  generator: (source$: Observable<Input>) => Observable<unknown>,
) => RxMethod<Input>
