import type { Json } from './json.js'
import type { ResumeMode } from './options.js'

export const STEPS = ['open', 'auth', 'bind', 'enable', 'resume'] as const
export type HandshakeStep = (typeof STEPS)[number]

/** What the next matching REST requests are answered with; a delay alone only holds them back. */
export interface RestFault {
  /** Default 500. */
  readonly status?: number | undefined
  /** Text is sent as it is (HTML, malformed JSON, nothing), anything else as JSON. */
  readonly body?: Json | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** How many requests; default 1. */
  readonly times?: number | undefined
  /** Only requests of this method, in upper case. */
  readonly method?: string | undefined
  /** Only requests whose path contains this text, in any case. */
  readonly path?: string | undefined
  /** Reset the connection instead of answering. */
  readonly drop?: boolean
  readonly delayMs?: number | undefined
}

const NO_FAULTS = {
  delayMs: 0,
  duplicate: false,
  dropAcks: false,
  requireJoin: false,
  /** How many times more each is to fail. */
  steps: new Map<HandshakeStep | 'temporaryAuthFailure', number>(),
  rest: new Array<RestFault & { left: number }>(),
  /** Bytes of uploads read a second; 0: as fast as they come. */
  uploadRate: 0,
  /** All bytes of uploads read so far. */
  uploadedBytes: 0,
}

/** The state of all switches; what acts on live sockets is wired by `createFaults`. */
export type FaultState = typeof NO_FAULTS & { resume: ResumeMode }

export const createFaultState = (resume: ResumeMode): FaultState => ({ ...structuredClone(NO_FAULTS), resume })

/** Whether this step is to fail; counts down. */
export const takeStep = (state: FaultState, step: HandshakeStep | 'temporaryAuthFailure'): boolean => {
  const left = state.steps.get(step) ?? 0
  if (left <= 0) return false
  state.steps.set(step, left - 1)
  return true
}

export const takeRestFault = (state: FaultState, method: string, path: string): RestFault | undefined => {
  if (path.startsWith('/__test/')) return undefined
  const fault = state.rest.find(
    (item) => (item.method ?? method) === method && path.toLowerCase().includes((item.path ?? '').toLowerCase()),
  )
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
  /** Reads uploads at so many bytes a second, so that their senders have to wait; 0 for no limit. */
  readonly slowUploads: (bytesPerSecond: number) => void
  /** Drops the connection right after the step was received and before it is answered. */
  readonly failStep: (step: HandshakeStep, times?: number) => void
  /** Sends raw text as one frame to the user's sockets. */
  readonly inject: (userId: number, frame: string) => void
  /** Delivers every message twice. */
  readonly duplicate: (on: boolean) => void
  readonly temporaryAuthFailure: (times: number) => void
  /** Answers `<r/>` no more. */
  readonly dropAcks: (on: boolean) => void
  /** Room messages of members who have not joined are forbidden, as in the days when rooms had to be joined (protocol 9, A9). */
  readonly requireJoin: (on: boolean) => void
  /** All switches back to where they were at the start. */
  readonly reset: () => void
}

/** Switches and, from outside, what acts on live sockets and sessions. */
export const createFaults = (
  state: FaultState,
  live: Pick<Faults, 'cut' | 'halfOpen' | 'inject' | 'expireTokens'>,
): Faults => {
  const { resume: usual } = state
  const set = (change: Partial<FaultState>): void => void Object.assign(state, change)
  return {
    ...live,
    delay: (delayMs) => set({ delayMs }),
    resume: (resume) => set({ resume }),
    nextRest: (fault) => set({ rest: [...state.rest, { ...fault, left: fault.times ?? 1 }] }),
    slowUploads: (uploadRate) => set({ uploadRate }),
    failStep: (step, times = 1) => void state.steps.set(step, times),
    duplicate: (duplicate) => set({ duplicate }),
    temporaryAuthFailure: (times) => void state.steps.set('temporaryAuthFailure', times),
    dropAcks: (dropAcks) => set({ dropAcks }),
    requireJoin: (requireJoin) => set({ requireJoin }),
    reset: () => set({ ...createFaultState(usual), uploadedBytes: state.uploadedBytes }),
  }
}
