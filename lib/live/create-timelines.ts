import { NEVER } from 'rxjs'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'

export const createTimelines =
  (_deps: LiveDeps): Live['timeline'] =>
  () =>
    NEVER
