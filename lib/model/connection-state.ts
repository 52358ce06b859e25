import type { EpochMs, UserId } from './ids.js'

/** How `ready` came about: what was missed is in, or the gap is told. */
export type Continuity = 'first' | 'resumed' | 'filled' | 'gap'

/** Why a link or an attempt ended: plain data, the tag and the sentence of the error. */
export interface Cause {
  readonly tag: string
  readonly message: string
}

/** The states of the connection, the seed's eight and `connecting`; times are epoch milliseconds. */
export type ConnectionState =
  /** Nobody asked for a connection yet. */
  | { readonly type: 'idle' }
  /** Socket and handshake of one attempt. */
  | { readonly type: 'connecting' }
  /** The server took the credentials. */
  | { readonly type: 'authenticated'; readonly userId: UserId }
  /** It refused them, and trying again would not help; the wish to be online is withdrawn. */
  | { readonly type: 'authenticationFailure'; readonly reason: string }
  /** The server still had the session; what was in flight is being repeated. */
  | { readonly type: 'resumed' }
  /** Set up, what was missed accounted for, what waited written. */
  | { readonly type: 'ready'; readonly userId: UserId; readonly continuity: Continuity }
  /** The link or the attempt ended against the wish. */
  | { readonly type: 'forceClosed'; readonly cause: Cause }
  /** Waiting to try again: for a delay, or for the network. */
  | {
      readonly type: 'reconnecting'
      readonly attempt: number
      readonly nextAttemptAt: EpochMs | null
      readonly waitingFor: 'delay' | 'network'
    }
  /** Not connected and, unless `nextAttemptAt` says otherwise, not trying. */
  | {
      readonly type: 'closed'
      readonly reason: 'disconnected' | 'destroyed' | 'attempts-used-up' | 'refused'
      readonly nextAttemptAt?: EpochMs | null
      readonly cause?: Cause
    }

/** Nobody is wished to be online any more. */
export const isWithdrawn = (state: ConnectionState): boolean =>
  state.type === 'authenticationFailure' || (state.type === 'closed' && state.reason !== 'attempts-used-up')

/** @inline */
type StateType = ConnectionState['type']

/** Which state may follow which; every other change is a defect. */
export const legalSuccessors: Readonly<Record<StateType, readonly StateType[]>> = {
  idle: ['connecting', 'closed'],
  connecting: ['authenticated', 'forceClosed', 'authenticationFailure', 'closed', 'connecting'],
  authenticated: ['resumed', 'ready', 'forceClosed', 'closed', 'connecting'],
  authenticationFailure: ['connecting', 'closed'],
  resumed: ['ready', 'forceClosed', 'closed', 'connecting'],
  ready: ['forceClosed', 'closed', 'connecting'],
  forceClosed: ['reconnecting', 'closed', 'connecting'],
  reconnecting: ['reconnecting', 'connecting', 'closed'],
  closed: ['connecting', 'reconnecting', 'closed'],
}
