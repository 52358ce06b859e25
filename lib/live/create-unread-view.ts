import { NEVER } from 'rxjs'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'

export const createUnreadView =
  (_deps: LiveDeps): Live['unread'] =>
  () =>
    NEVER
