import type { ConnectionState } from '../../lib/index.js'

/** A connection state in words. */
export interface Pill {
  readonly state: ConnectionState['type']
  readonly tone: 'good' | 'busy' | 'bad' | 'off'
  readonly label: string
  readonly detail: string
}

const continuities = {
  first: '',
  resumed: 'picked up where it was',
  filled: 'caught up',
  gap: 'a new session',
} as const
const closings = {
  disconnected: 'signed off',
  destroyed: 'the chat has ended',
  'attempts-used-up': 'could not be reached',
  refused: 'the server refused',
} as const

const inSeconds = (at: number | null | undefined, now: number): string =>
  typeof at === 'number' ? `in ${String(Math.max(0, Math.ceil((at - now) / 1000)))} s` : ''

type Words = Pick<Pill, 'tone' | 'label'> & { readonly detail?: string }

const words = (state: ConnectionState, now: number): Words => {
  switch (state.type) {
    case 'idle':
      return { tone: 'off', label: 'Not connected' }
    case 'connecting':
      return { tone: 'busy', label: 'Connecting' }
    case 'authenticated':
      return { tone: 'busy', label: 'Signed in' }
    case 'authenticationFailure':
      return { tone: 'bad', label: 'Sign-in refused', detail: state.reason }
    case 'resumed':
      return { tone: 'busy', label: 'Resumed' }
    case 'ready':
      return { tone: 'good', label: 'Online', detail: continuities[state.continuity] }
    case 'forceClosed':
      return { tone: 'bad', label: 'Connection lost', detail: state.cause.message }
    case 'reconnecting':
      return state.waitingFor === 'network'
        ? { tone: 'off', label: 'Waiting for the network' }
        : {
            tone: 'busy',
            label: 'Reconnecting',
            detail: `try ${String(state.attempt)} ${inSeconds(state.nextAttemptAt, now)}`,
          }
    case 'closed':
      return {
        tone: 'off',
        label: 'Offline',
        detail: `${closings[state.reason]} ${inSeconds(state.nextAttemptAt, now)}`,
      }
  }
}

export const pillOf = (state: ConnectionState, now: number): Pill => ({
  state: state.type,
  detail: '',
  ...words(state, now),
})
