import { createRest as original } from '../../../../lib/rest.js'
import { locally, stopAfterwards } from './surroundings.js'

export * from '../../../../lib/rest.js'

/** Stands in for `createRest` in the blocks: the same, on the sandbox of the block, and destroyed after it. */
export const createRest: typeof original = (config) => {
  const rest = original(locally(config))
  stopAfterwards(rest.destroy)
  return rest
}
