import type { Json } from './json.js'
import type { ResumeMode } from './options.js'

export type HandshakeStep = 'open' | 'auth' | 'bind' | 'enable' | 'resume'

/** What the next matching REST requests are answered with. */
export interface RestFault {
  /** Default 500. */
  readonly status?: number
  /** Text is sent as it is (HTML, malformed JSON, nothing), anything else as JSON. */
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** How many requests; default 1. */
  readonly times?: number
  /** Only requests whose path contains this text, in any case. */
  readonly path?: string
  /** Reset the connection instead of answering. */
  readonly drop?: boolean
}

/** The state of all switches; what acts on live sockets is wired by `createFaults`. */
export interface FaultState {
  delayMs: number
  resume: ResumeMode
  duplicate: boolean
  dropAcks: boolean
  temporaryAuthFailures: number
  readonly steps: Map<HandshakeStep, number>
  rest: (RestFault & { left: number })[]
}

export const createFaultState = (resume: ResumeMode): FaultState => ({
  delayMs: 0,
  resume,
  duplicate: false,
  dropAcks: false,
  temporaryAuthFailures: 0,
  steps: new Map(),
  rest: [],
})

/** Whether the connection is to be dropped at this step; counts down. */
export const takeStep = (state: FaultState, step: HandshakeStep): boolean => {
  const left = state.steps.get(step) ?? 0
  if (left <= 0) return false
  state.steps.set(step, left - 1)
  return true
}

export const takeTemporaryAuthFailure = (state: FaultState): boolean => {
  if (state.temporaryAuthFailures <= 0) return false
  state.temporaryAuthFailures -= 1
  return true
}

export const takeRestFault = (state: FaultState, path: string): RestFault | undefined => {
  const fault = state.rest.find((item) => path.toLowerCase().includes((item.path ?? '').toLowerCase()))
  if (fault === undefined) return undefined
  fault.left -= 1
  if (fault.left <= 0) state.rest = state.rest.filter((item) => item !== fault)
  return fault
}

export interface Frame {
  readonly direction: 'in' | 'out'
  readonly text: string
}

export interface Faults {
  /** Resets the sockets of one user, or of all; no close frame is sent. */
  readonly cut: (userId?: number) => void
  /** Stalls the open sockets of a user both ways; switched off, what was held goes on as on a real link. */
  readonly halfOpen: (userId: number, on: boolean) => void
  /** Holds back every frame to the clients by so many ms, in order. */
  readonly delay: (ms: number) => void
  readonly resume: (mode: ResumeMode) => void
  /** Ends the REST sessions of one user, or all. */
  readonly expireTokens: (userId?: number) => void
  readonly nextRest: (fault: RestFault) => void
  /** Drops the connection right after the step was received and before it is answered. */
  readonly failStep: (step: HandshakeStep, times?: number) => void
  /** Sends raw text as one frame to the user's sockets. */
  readonly inject: (userId: number, frame: string) => void
  /** Delivers every message twice. */
  readonly duplicate: (on: boolean) => void
  readonly temporaryAuthFailure: (times: number) => void
  /** Answers `<r/>` no more. */
  readonly dropAcks: (on: boolean) => void
  /** All switches back to where they were at the start. */
  readonly reset: () => void
}

export interface LiveSockets {
  readonly cut: (userId: number | undefined) => void
  readonly stall: (userId: number, on: boolean) => void
  readonly inject: (userId: number, frame: string) => void
}

export const createFaults = (
  state: FaultState,
  sockets: LiveSockets,
  expireTokens: (userId: number | undefined) => void,
): Faults => {
  const initial = createFaultState(state.resume)
  return {
    cut: (userId) => sockets.cut(userId),
    halfOpen: sockets.stall,
    delay: (ms) => {
      state.delayMs = ms
    },
    resume: (mode) => {
      state.resume = mode
    },
    expireTokens: (userId) => expireTokens(userId),
    nextRest: (fault) => {
      state.rest.push({ ...fault, left: fault.times ?? 1 })
    },
    failStep: (step, times = 1) => {
      state.steps.set(step, times)
    },
    inject: sockets.inject,
    duplicate: (on) => {
      state.duplicate = on
    },
    temporaryAuthFailure: (times) => {
      state.temporaryAuthFailures = times
    },
    dropAcks: (on) => {
      state.dropAcks = on
    },
    reset: () => {
      Object.assign(state, { ...initial, rest: [], steps: state.steps })
      state.steps.clear()
    },
  }
}
