import { NEVER } from 'rxjs'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'

export const createDialogsView =
  (_deps: LiveDeps): Live['dialogs'] =>
  () =>
    NEVER
