import {
  distinctUntilChanged,
  filter,
  fromEvent,
  ignoreElements,
  map,
  merge,
  of,
  ReplaySubject,
  scan,
  share,
  startWith,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs'
import type { ConnectionState } from '../../lib/index.js'
import { showConversation } from './bubbles.js'
import { part } from './elements.js'
import type { Intents, Person } from './person.js'
import { pillOf, type Pill } from './pill.js'
import type { DemoPerson } from './settings.js'

/** One half of the page: what its person does, and how what the person sees is shown. */
export interface PersonView {
  readonly element: HTMLElement
  readonly intents: Intents
  /** Shows `person` for as long as it is subscribed. Emits nothing. */
  readonly show: (person: Person) => Observable<never>
}

const remembered = <T>(source$: Observable<T>): Observable<T> =>
  source$.pipe(share({ connector: () => new ReplaySubject<T>(1) }))

const ticking = (state: ConnectionState): boolean =>
  (state.type === 'reconnecting' || state.type === 'closed') && typeof state.nextAttemptAt === 'number'

/** Counts down where a next try is planned. */
const pills = (state$: Observable<ConnectionState>): Observable<Pill> =>
  state$.pipe(
    switchMap((state) => (ticking(state) ? timer(0, 250).pipe(map(() => state)) : of(state))),
    map((state) => pillOf(state, Date.now())),
  )

const instantiate = ({ id, fullName }: DemoPerson, other: DemoPerson): HTMLElement => {
  const template = document.querySelector('template')
  const root = template?.content.firstElementChild?.cloneNode(true)
  if (!(root instanceof HTMLElement)) throw new Error('The page has no template of a person.')
  root.dataset['person'] = fullName.toLowerCase()
  root.setAttribute('aria-label', fullName)
  part(root, 'avatar', HTMLElement).textContent = fullName.slice(0, 1)
  part(root, 'name', HTMLElement).textContent = fullName
  part(root, 'about', HTMLElement).textContent = `user ${String(id)}`
  part(root, 'typing-name', HTMLElement).textContent = `${other.fullName} is typing`
  part(root, 'input', HTMLInputElement).placeholder = `Message ${other.fullName}`
  part(root, 'input', HTMLInputElement).setAttribute('aria-label', `Message ${other.fullName}`)
  return root
}

const intentsOf = (root: HTMLElement): Intents => {
  const input = part(root, 'input', HTMLInputElement)
  const clicks = (name: string): Observable<Event> => fromEvent(part(root, name, HTMLButtonElement), 'click')
  const submit$ = fromEvent(part(root, 'form', HTMLFormElement), 'submit').pipe(
    tap((event) => {
      event.preventDefault()
    }),
    share(),
  )
  const say$ = submit$.pipe(
    map(() => input.value.trim()),
    filter((text) => text !== ''),
    tap(() => {
      input.value = ''
    }),
    share(),
  )
  const hovers$ = merge(
    fromEvent(root, 'pointerenter').pipe(map(() => true)),
    fromEvent(root, 'pointerleave').pipe(map(() => false)),
  )
  const focuses$ = merge(
    fromEvent(root, 'focusin').pipe(map(() => true)),
    fromEvent(root, 'focusout').pipe(map(() => root.matches(':hover'))),
  )
  return {
    say$,
    draft$: merge(fromEvent(input, 'input').pipe(map(() => input.value)), say$.pipe(map(() => ''))),
    looking$: remembered(
      merge(hovers$.pipe(map((hovers) => hovers || root.matches(':focus-within'))), focuses$).pipe(
        startWith(false),
        distinctUntilChanged(),
      ),
    ),
    retry$: clicks('retry'),
    cut$: clicks('cut'),
    outage$: clicks('outage'),
    freeze$: clicks('freeze'),
    airplane$: remembered(
      clicks('airplane').pipe(
        scan((on) => !on, false),
        startWith(false),
      ),
    ),
  }
}

const showPill = (root: HTMLElement, { state, tone, label, detail }: Pill): void => {
  const pill = part(root, 'pill', HTMLElement)
  pill.dataset['tone'] = tone
  pill.dataset['state'] = state
  part(root, 'state', HTMLElement).textContent = label
  part(root, 'detail', HTMLElement).textContent = detail.trim()
  part(root, 'retry', HTMLElement).hidden = state !== 'reconnecting' && state !== 'closed'
}

const showUnread = (root: HTMLElement, unread: number): void => {
  const badge = part(root, 'unread', HTMLElement)
  badge.hidden = unread === 0
  badge.textContent = unread === 0 ? '' : `${String(unread)} new`
}

export const createPersonView = (self: DemoPerson, other: DemoPerson): PersonView => {
  const element = instantiate(self, other)
  const intents = intentsOf(element)
  const list = part(element, 'messages', HTMLElement)
  const text = (name: string) => (value: string) => {
    part(element, name, HTMLElement).textContent = value
  }
  const show = ({ state$, journey$, conversation$, typing$, problem$, background$ }: Person): Observable<never> =>
    merge(
      pills(state$).pipe(
        tap((pill) => {
          showPill(element, pill)
        }),
      ),
      journey$.pipe(
        tap((steps) => {
          const journey = part(element, 'journey', HTMLElement)
          journey.textContent = steps
          journey.scrollLeft = journey.scrollWidth
        }),
      ),
      conversation$.pipe(
        tap((conversation) => {
          showConversation(list, conversation)
          showUnread(element, conversation.filter(({ seen }) => !seen).length)
        }),
      ),
      typing$.pipe(
        tap((typing) => {
          part(element, 'typing', HTMLElement).dataset['on'] = String(typing)
        }),
      ),
      problem$.pipe(tap(text('problem'))),
      intents.airplane$.pipe(
        tap((on) => {
          part(element, 'airplane', HTMLElement).setAttribute('aria-pressed', String(on))
        }),
      ),
      background$,
    ).pipe(ignoreElements())
  return { element, intents, show }
}
