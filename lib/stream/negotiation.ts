import { ChatError } from '../errors/chat-error.js'
import type { Inbound, Outbound } from '../model/stanza.js'

/** Where the handshake of one attempt stands; each step waits for one answer (RFC 7395 3.4, RFC 6120 4 to 7). */
export type NegotiationStep = 'opening' | 'authenticating' | 'reopening' | 'resuming' | 'binding' | 'done'

/** What the handshake needs to know: fixed for the attempt. */
export interface NegotiationContext {
  readonly domain: string
  readonly userName: string
  readonly password: string
  readonly resource: string
  /** The session to resume: its id and how many stanzas were read in it. */
  readonly resume: { readonly id: string; readonly read: number } | null
}

/** What one answer led to. `resume-refused` comes on the way to `bound`. */
export type NegotiationOutcome =
  | { readonly type: 'authenticated' }
  | { readonly type: 'resumed'; readonly h: number }
  | { readonly type: 'resume-refused'; readonly h: number | undefined }
  | { readonly type: 'bound'; readonly jid: string }

export interface NegotiationState {
  readonly step: NegotiationStep
  readonly streamManagement: boolean
  /** Whether the server cares whether we are looked at (XEP-0352). */
  readonly clientState: boolean
}

export interface NegotiationMove {
  readonly state: NegotiationState
  readonly write: readonly Outbound[]
  readonly outcome?: NegotiationOutcome
}

const bindId = 'bind'

/** The first move: nothing was read yet. */
export const beginNegotiation = ({ domain }: NegotiationContext): NegotiationMove => ({
  state: { step: 'opening', streamManagement: false, clientState: false },
  write: [{ kind: 'open', to: domain }],
})

const mechanismMissing = (): ChatError =>
  new ChatError(
    'authentication',
    'The chat server does not offer SASL PLAIN over this connection. Use a wss:// URL, or the server that belongs to this application.',
    { reason: 'invalid-mechanism' },
  )

const bindRefused = (condition: string): ChatError =>
  new ChatError(
    'stanza',
    `The chat server refused to bind a resource: ${condition}.`,
    { condition, type: 'cancel' },
    { retryable: true },
  )

const to = (step: NegotiationStep, state: NegotiationState, ...write: Outbound[]): NegotiationMove => ({
  state: { ...state, step },
  write,
})

const bind = (state: NegotiationState, { resource }: NegotiationContext): NegotiationMove =>
  to('binding', state, { kind: 'iq', type: 'set', id: bindId, bind: { resource } })

type Move = (state: NegotiationState, answer: Inbound, context: NegotiationContext) => NegotiationMove | undefined

/** `<open/>` itself is passed over: the features that follow it tell what is offered. */
const moves: Readonly<Record<NegotiationStep, Move>> = {
  opening: (state, answer, { userName, password }) => {
    if (answer.kind !== 'features') return undefined
    if (!answer.mechanisms.includes('PLAIN')) throw mechanismMissing()
    return to('authenticating', state, { kind: 'auth', userName, password })
  },
  authenticating: (state, answer, { domain }) => {
    if (answer.kind !== 'sasl' || answer.type !== 'success') return undefined
    return { ...to('reopening', state, { kind: 'open', to: domain }), outcome: { type: 'authenticated' } }
  },
  reopening: (state, answer, context) => {
    if (answer.kind !== 'features') return undefined
    const { streamManagement, clientState } = answer
    const next = { ...state, streamManagement, clientState }
    const { resume } = context
    if (resume === null || !streamManagement) return bind(next, context)
    return to('resuming', next, { kind: 'sm', type: 'resume', previd: resume.id, h: resume.read })
  },
  resuming: (state, answer, context) => {
    if (answer.kind !== 'sm') return undefined
    if (answer.type === 'resumed') return { ...to('done', state), outcome: { type: 'resumed', h: answer.h } }
    if (answer.type !== 'failed') return undefined
    return { ...bind(state, context), outcome: { type: 'resume-refused', h: answer.h } }
  },
  binding: (state, answer) => {
    if (answer.kind !== 'iq' || answer.id !== bindId) return undefined
    const jid = answer.bind?.jid
    if (answer.type !== 'result' || jid === undefined)
      throw bindRefused(answer.error?.condition ?? 'no JID in the answer')
    return { ...to('done', state), outcome: { type: 'bound', jid } }
  },
  done: () => undefined,
}

/** Pure: one answer in, what to write and what it led to out; an answer that belongs to no step is passed over. Throws `ChatError`. */
export const negotiate = (state: NegotiationState, answer: Inbound, context: NegotiationContext): NegotiationMove =>
  moves[state.step](state, answer, context) ?? { state, write: [] }
