import { createRest as original } from './../../../lib/create-rest.js'
import { record } from './recorder.js'

export * from './../../../lib/create-rest.js'

/** Stands in for `createRest`: the same, with its issues told to the log. */
export const createRest: typeof original = (config) => {
  const rest = original(config)
  rest.issues$.subscribe({ next: record })
  return rest
}
